def solve(tools):
    trip = tools.get_trip(trip_id="TP-0079")
    trips = tools.list_trips_of_driver(driver_id=trip["driver_id"])
    trip_2 = max(trips, key=lambda one: one["day"])
    return trip_2["lane_id"]
