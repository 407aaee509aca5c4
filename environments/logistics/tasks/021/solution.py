def solve(tools):
    trip = tools.get_trip(trip_id="TP-0034")
    try:
        tools.plan_trip(lane_id="LA-0013", truck_id="TK-0016", driver_id="DV-0010", on_day="2026-06-26")
    except tools.Refused:
        tools.plan_trip(lane_id=trip["lane_id"], truck_id="TK-0004", driver_id="DV-0010", on_day="2026-06-23")
    try:
        tools.load_parcel(parcel_id="PC-0139", trip_id="TP-0069")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0139")
