def solve(tools):
    hotel = next(
        one for one in tools.search_hotels(name="Green Guesthouse")["items"] if one["name"] == "Green Guesthouse"
    )
    stays_2 = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stay = max(stays_2, key=lambda one: one["total"])
    stays = tools.list_stays_of_traveller(traveller_id=stay["traveller_id"])
    return sum(one["nights"] for one in stays)
