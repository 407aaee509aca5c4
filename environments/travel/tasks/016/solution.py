def solve(tools):
    hotel = next(one for one in tools.search_hotels(name="Castle Plaza")["items"] if one["name"] == "Castle Plaza")
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stay = max(stays, key=lambda one: one["arrival"])
    tools.cancel_stay(stay_id=stay["stay_id"])
    tools.cancel_stay(stay_id="ST-0018")
