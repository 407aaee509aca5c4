def solve(tools):
    try:
        tools.cancel_stay(stay_id="ST-0021")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0069", hotel_id="HO-0043")
    try:
        tools.change_hotel(stay_id="ST-0047", hotel_id="HO-0037")
    except tools.Refused:
        tools.cancel_ride(ride_id="RI-0045")
