def solve(tools):
    try:
        tools.load_parcel(parcel_id="PC-0073", trip_id="TP-0025")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0139")
    try:
        tools.load_parcel(parcel_id="PC-0181", trip_id="TP-0025")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0004", truck_id="TK-0002", driver_id="DV-0005", on_day="2026-06-26")
