def solve(tools):
    traveller = next(
        one for one in tools.search_travellers(name="Amara Fischer")["items"] if one["name"] == "Amara Fischer"
    )
    stays = tools.list_stays_of_traveller(traveller_id=traveller["traveller_id"])
    stay = max(stays, key=lambda one: one["arrival"])
    hotel = tools.get_hotel(hotel_id=stay["hotel_id"])
    hotels = tools.list_hotels_of_city(city_id=hotel["city_id"])
    hotels = [one for one in hotels if one["free_rooms"] >= 1]
    return len(hotels)
