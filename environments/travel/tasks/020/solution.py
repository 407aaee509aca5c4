def solve(tools):
    traveller = tools.get_traveller(traveller_id="TV-0014")
    hotels = tools.list_hotels_of_city(city_id=traveller["city_id"])
    hotel = max(hotels, key=lambda one: one["stars"])
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stays = [one for one in stays if one["arrival"] <= "2026-04-13"]
    stay = max(stays, key=lambda one: one["arrival"])
    return stay["stay_id"]
