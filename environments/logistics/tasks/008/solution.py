def solve(tools):
    trip = tools.get_trip(trip_id="TP-0079")
    trips = tools.list_trips_of_driver(driver_id=trip["driver_id"])
    return sorted(one["trip_id"] for one in trips)
