def solve(tools):
    try:
        tools.plan_trip(lane_id="LA-0025", truck_id="TK-0006", driver_id="DV-0017", on_day="2026-06-21")
    except tools.Refused:
        tools.plan_trip(lane_id="LA-0019", truck_id="TK-0009", driver_id="DV-0002", on_day="2026-06-25")
    try:
        tools.plan_trip(lane_id="LA-0008", truck_id="TK-0015", driver_id="DV-0021", on_day="2026-06-24")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0083")
