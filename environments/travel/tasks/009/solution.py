def solve(tools):
    sight = tools.get_sight(sight_id="SI-0029")
    city = tools.get_city(city_id=sight["city_id"])
    return city["name"]
