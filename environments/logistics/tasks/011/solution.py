def solve(tools):
    try:
        tools.unload_parcel(parcel_id="PC-0170")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0011", truck_id="TK-0013", driver_id="DV-0003", on_day="2026-06-30")
    try:
        tools.unload_parcel(parcel_id="PC-0140")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
