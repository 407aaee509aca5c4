def solve(tools):
    trips = tools.list_trips_of_truck(truck_id="TK-0017")
    return sorted(one["trip_id"] for one in trips)
