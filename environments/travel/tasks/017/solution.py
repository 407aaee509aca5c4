def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0023", hotel_id="HO-0056")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0023")
    try:
        tools.book_ride(traveller_id="TV-0024", train_id="TR-0047", travelling="2026-05-04")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0034", train_id="TR-0047", travelling="2026-05-19")
