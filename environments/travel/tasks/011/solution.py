def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0021", hotel_id="HO-0023")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0026", train_id="TR-0037", travelling="2026-06-01")
    try:
        tools.change_hotel(stay_id="ST-0048", hotel_id="HO-0035")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0032", hotel_id="HO-0002", arriving="2026-05-07", length=2)
