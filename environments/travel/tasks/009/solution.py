def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0005", hotel_id="HO-0010", arriving="2026-05-14", length=7)
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0003")
    try:
        tools.cancel_stay(stay_id="ST-0093")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0059", hotel_id="HO-0018")
