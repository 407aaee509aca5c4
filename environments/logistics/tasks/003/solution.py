def solve(tools):
    try:
        tools.load_parcel(parcel_id="PC-0065", trip_id="TP-0052")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.load_parcel(parcel_id="PC-0020", trip_id="TP-0031")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0052")
    try:
        tools.unload_parcel(parcel_id="PC-0180")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0029", truck_id="TK-0008", driver_id="DV-0021", on_day="2026-07-02")
    try:
        tools.unload_parcel(parcel_id="PC-0023")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0011")
