def solve(tools):
    try:
        tools.book_ride(traveller_id="TV-0005", train_id="TR-0090", travelling="2026-05-04")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0069", hotel_id="HO-0043")
    try:
        tools.book_ride(traveller_id="TV-0035", train_id="TR-0030", travelling="2026-05-31")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0003", hotel_id="HO-0028")
    try:
        tools.book_ride(traveller_id="TV-0030", train_id="TR-0083", travelling="2026-05-16")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0086", hotel_id="HO-0031")
    try:
        tools.book_ride(traveller_id="TV-0001", train_id="TR-0049", travelling="2026-05-30")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0069", hotel_id="HO-0036")
