def solve(tools):
    try:
        tools.complete_trip(trip_id="TP-0015")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.complete_trip(trip_id="TP-0052")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0012", truck_id="TK-0019", driver_id="DV-0019", on_day="2026-06-23")
    try:
        tools.complete_trip(trip_id="TP-0011")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0023", truck_id="TK-0022", driver_id="DV-0010", on_day="2026-06-25")
    try:
        tools.cancel_trip(trip_id="TP-0020")
    except tools.Refused:
        tools.load_parcel(parcel_id="PC-0038", trip_id="TP-0052")
