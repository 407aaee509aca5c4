def solve(tools):
    hotel = tools.get_hotel(hotel_id="HO-0034")
    return hotel["name"]
