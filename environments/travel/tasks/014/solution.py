def solve(tools):
    try:
        tools.book_ride(traveller_id="TV-0026", train_id="TR-0026", travelling="2026-05-29")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0069")
    try:
        tools.book_ride(traveller_id="TV-0014", train_id="TR-0067", travelling="2026-05-06")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0107")
