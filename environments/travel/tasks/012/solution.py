def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0048", hotel_id="HO-0024")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0029", hotel_id="HO-0030")
    try:
        tools.change_hotel(stay_id="ST-0023", hotel_id="HO-0048")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0006", hotel_id="HO-0038", arriving="2026-05-31", length=4)
