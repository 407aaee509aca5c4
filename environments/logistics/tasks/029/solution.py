def solve(tools):
    trip = tools.get_trip(trip_id="TP-0089")
    trips_2 = tools.list_trips_of_lane(lane_id=trip["lane_id"])
    trip_2 = min(trips_2, key=lambda one: one["day"])
    trips = tools.list_trips_of_lane(lane_id=trip_2["lane_id"])
    trips = [one for one in trips if one["day"] <= "2026-05-17"]
    return sorted(one["trip_id"] for one in trips)
