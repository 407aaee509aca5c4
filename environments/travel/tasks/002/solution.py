def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0004", hotel_id="HO-0036", arriving="2026-05-19", length=5)
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0023", hotel_id="HO-0018", arriving="2026-05-06", length=2)
    try:
        tools.cancel_stay(stay_id="ST-0104")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0024", hotel_id="HO-0015", arriving="2026-05-20", length=6)
    try:
        tools.cancel_stay(stay_id="ST-0025")
    except tools.Refused:
        tools.cancel_ride(ride_id="RI-0064")
    try:
        tools.change_hotel(stay_id="ST-0039", hotel_id="HO-0026")
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0010", train_id="TR-0084", travelling="2026-05-17")
