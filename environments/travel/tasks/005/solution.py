def solve(tools):
    try:
        tools.cancel_ride(ride_id="RI-0066")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0026", train_id="TR-0037", travelling="2026-06-01")
    try:
        tools.cancel_ride(ride_id="RI-0033")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0092", hotel_id="HO-0013")
