def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0030", hotel_id="HO-0015", arriving="2026-05-04", length=2)
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0031", hotel_id="HO-0015", arriving="2026-05-09", length=5)
    try:
        tools.book_stay(traveller_id="TV-0017", hotel_id="HO-0007", arriving="2026-05-09", length=8)
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0017", train_id="TR-0082", travelling="2026-06-02")
