def solve(tools):
    try:
        tools.book_ride(traveller_id="TV-0021", train_id="TR-0024", travelling="2026-05-17")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0021", train_id="TR-0034", travelling="2026-06-03")
    try:
        tools.book_ride(traveller_id="TV-0032", train_id="TR-0062", travelling="2026-05-21")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0015", train_id="TR-0062", travelling="2026-05-29")
