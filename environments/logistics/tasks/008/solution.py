def solve(tools):
    try:
        tools.plan_trip(lane_id="LA-0027", truck_id="TK-0019", driver_id="DV-0014", on_day="2026-06-27")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.plan_trip(lane_id="LA-0029", truck_id="TK-0020", driver_id="DV-0017", on_day="2026-06-23")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0083")
