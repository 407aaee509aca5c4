def solve(tools):
    try:
        tools.complete_trip(trip_id="TP-0011")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0027", truck_id="TK-0009", driver_id="DV-0002", on_day="2026-06-28")
    try:
        tools.cancel_trip(trip_id="TP-0042")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0013")
