def solve(tools):
    try:
        tools.change_hotel(stay_id="ST-0107", hotel_id="HO-0006")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0003")
    try:
        tools.change_hotel(stay_id="ST-0107", hotel_id="HO-0042")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0065", hotel_id="HO-0047")
    try:
        tools.change_hotel(stay_id="ST-0023", hotel_id="HO-0003")
    except tools.Refused:
        tools.cancel_ride(ride_id="RI-0044")
    try:
        tools.change_hotel(stay_id="ST-0087", hotel_id="HO-0020")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0029")
