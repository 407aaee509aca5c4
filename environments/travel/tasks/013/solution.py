def solve(tools):
    try:
        tools.book_ride(traveller_id="TV-0031", train_id="TR-0068", travelling="2026-05-04")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0024", hotel_id="HO-0040", arriving="2026-05-17", length=6)
    try:
        tools.book_ride(traveller_id="TV-0032", train_id="TR-0027", travelling="2026-05-20")
    except tools.Refused:
        tools.cancel_ride(ride_id="RI-0015")
