def solve(tools):
    stay = tools.get_stay(stay_id="ST-0065")
    stays = tools.list_stays_of_hotel(hotel_id=stay["hotel_id"])
    stays.sort(key=lambda one: one["arrival"])
    for one in stays:
        try:
            tools.cancel_stay(stay_id=one["stay_id"])
        except tools.Refused:
            continue
        break
