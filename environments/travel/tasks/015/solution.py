def solve(tools):
    try:
        tools.cancel_ride(ride_id="RI-0034")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0013", train_id="TR-0083", travelling="2026-05-20")
    try:
        tools.cancel_ride(ride_id="RI-0033")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0018", hotel_id="HO-0025", arriving="2026-05-20", length=4)
