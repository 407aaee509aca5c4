def solve(tools):
    try:
        tools.plan_trip(lane_id="LA-0019", truck_id="TK-0012", driver_id="DV-0018", on_day="2026-06-30")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0012", truck_id="TK-0024", driver_id="DV-0002", on_day="2026-07-02")
    try:
        tools.plan_trip(lane_id="LA-0012", truck_id="TK-0001", driver_id="DV-0002", on_day="2026-07-01")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0052")
