def solve(tools):
    driver = next(one for one in tools.search_drivers(name="Olga Gomez")["items"] if one["name"] == "Olga Gomez")
    trips = tools.list_trips_of_driver(driver_id=driver["driver_id"])
    return sorted(one["trip_id"] for one in trips)
