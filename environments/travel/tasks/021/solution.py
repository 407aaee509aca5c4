def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0016", hotel_id="HO-0027")
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0013", hotel_id="HO-0027", arriving="2026-05-15", length=1)
    stay = tools.get_stay(stay_id="ST-0087")
    try:
        tools.change_hotel(stay_id="ST-0087", hotel_id=stay["hotel_id"])
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0036", hotel_id=stay["hotel_id"], arriving="2026-06-03", length=1)
