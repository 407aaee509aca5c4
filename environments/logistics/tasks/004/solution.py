def solve(tools):
    try:
        tools.cancel_trip(trip_id="TP-0077")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0018", truck_id="TK-0010", driver_id="DV-0003", on_day="2026-06-28")
