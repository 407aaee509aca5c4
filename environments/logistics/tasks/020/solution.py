def solve(tools):
    trip = tools.get_trip(trip_id="TP-0031")
    try:
        tools.plan_trip(lane_id=trip["lane_id"], truck_id="TK-0020", driver_id="DV-0009", on_day="2026-06-26")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0028", truck_id="TK-0024", driver_id="DV-0019", on_day="2026-06-23")
    try:
        tools.plan_trip(lane_id="LA-0007", truck_id="TK-0009", driver_id="DV-0014", on_day="2026-07-02")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0004", truck_id="TK-0013", driver_id="DV-0003", on_day="2026-07-01")
