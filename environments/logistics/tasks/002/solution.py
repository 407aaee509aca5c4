def solve(tools):
    try:
        tools.plan_trip(lane_id="LA-0013", truck_id="TK-0004", driver_id="DV-0004", on_day="2026-06-27")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0012", truck_id="TK-0024", driver_id="DV-0002", on_day="2026-07-02")
    try:
        tools.plan_trip(lane_id="LA-0029", truck_id="TK-0022", driver_id="DV-0017", on_day="2026-07-02")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0052")
    try:
        tools.load_parcel(parcel_id="PC-0026", trip_id="TP-0085")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0011")
    try:
        tools.load_parcel(parcel_id="PC-0145", trip_id="TP-0024")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0124")
