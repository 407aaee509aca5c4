def solve(tools):
    hotel = next(one for one in tools.search_hotels(name="Castle Plaza")["items"] if one["name"] == "Castle Plaza")
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    for one in stays:
        try:
            tools.cancel_stay(stay_id=one["stay_id"])
        except tools.Refused:
            pass
