def solve(tools):
    stay = tools.get_stay(stay_id="ST-0060")
    try:
        tools.cancel_ride(ride_id="RI-0033")
    except tools.Refused:
        tools.change_hotel(stay_id="ST-0109", hotel_id=stay["hotel_id"])
