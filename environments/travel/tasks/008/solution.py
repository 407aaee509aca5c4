def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0012", hotel_id="HO-0053", arriving="2026-05-27", length=5)
    except tools.Refused:
        tools.book_stay(traveller_id="TV-0023", hotel_id="HO-0018", arriving="2026-05-06", length=2)
    try:
        tools.book_stay(traveller_id="TV-0011", hotel_id="HO-0004", arriving="2026-05-10", length=7)
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0043", hotel_id="HO-0028")
