def solve(tools):
    trip = tools.get_trip(trip_id="TP-0081")
    truck = tools.get_truck(truck_id=trip["truck_id"])
    drivers = tools.list_drivers_of_depot(depot_id=truck["depot_id"])
    drivers = [one for one in drivers if one["hours_left"] <= 33]
    return sorted(one["driver_id"] for one in drivers)
