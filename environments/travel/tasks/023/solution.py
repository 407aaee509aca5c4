def solve(tools):
    hotel = next(one for one in tools.search_hotels(name="Garden Lodge")["items"] if one["name"] == "Garden Lodge")
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stays.sort(key=lambda one: one["arrival"])
    for one in stays:
        try:
            tools.cancel_stay(stay_id=one["stay_id"])
        except tools.Refused:
            continue
        break
