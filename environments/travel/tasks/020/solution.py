def solve(tools):
    hotel = next(one for one in tools.search_hotels(name="River Lodge")["items"] if one["name"] == "River Lodge")
    try:
        tools.book_stay(traveller_id="TV-0028", hotel_id=hotel["hotel_id"], arriving="2026-05-10", length=7)
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0092")
    try:
        tools.book_stay(traveller_id="TV-0002", hotel_id="HO-0039", arriving="2026-05-25", length=3)
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0026", hotel_id="HO-0039", arriving="2026-05-15", length=3)
