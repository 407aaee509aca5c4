def solve(tools):
    trips = tools.list_trips_of_lane(lane_id="LA-0001")
    trip = max(trips, key=lambda one: one["day"])
    try:
        tools.complete_trip(trip_id="TP-0036")
    except tools.Refused:
        tools.cancel_trip(trip_id=trip["trip_id"])
    try:
        tools.cancel_trip(trip_id="TP-0029")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0011")
