def solve(tools):
    trip = tools.get_trip(trip_id="TP-0046")
    return trip["lane_id"]
