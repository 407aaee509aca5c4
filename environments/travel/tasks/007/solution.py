def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0034", hotel_id="HO-0043", arriving="2026-05-04", length=1)
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0024", train_id="TR-0034", travelling="2026-05-11")
    try:
        tools.book_stay(traveller_id="TV-0001", hotel_id="HO-0038", arriving="2026-05-19", length=9)
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0020", train_id="TR-0023", travelling="2026-05-17")
