def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0088", hotel_id="HO-0041")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0088", hotel_id="HO-0009")
    try:
        tools.change_hotel(stay_id="ST-0048", hotel_id="HO-0007")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0048")
