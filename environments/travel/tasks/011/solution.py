def solve(tools):
    hotel = next(
        one for one in tools.search_hotels(name="Green Guesthouse")["items"] if one["name"] == "Green Guesthouse"
    )
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stay = max(stays, key=lambda one: one["total"])
    traveller = tools.get_traveller(traveller_id=stay["traveller_id"])
    return traveller["budget"]
