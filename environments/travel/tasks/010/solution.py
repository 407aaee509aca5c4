def solve(tools):
    city = next(one for one in tools.search_cities(name="Aarhus")["items"] if one["name"] == "Aarhus")
    trains = tools.list_trains_of_from_city(from_city_id=city["city_id"])
    train = max(trains, key=lambda one: one["fare"])
    return train["number"]
