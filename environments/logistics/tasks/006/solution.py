def solve(tools):
    try:
        tools.plan_trip(lane_id="LA-0026", truck_id="TK-0023", driver_id="DV-0023", on_day="2026-06-21")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.plan_trip(lane_id="LA-0011", truck_id="TK-0005", driver_id="DV-0008", on_day="2026-06-30")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0027", truck_id="TK-0019", driver_id="DV-0019", on_day="2026-06-26")
