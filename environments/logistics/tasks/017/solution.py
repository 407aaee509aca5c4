def solve(tools):
    try:
        tools.load_parcel(parcel_id="PC-0067", trip_id="TP-0067")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.load_parcel(parcel_id="PC-0178", trip_id="TP-0025")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0011")
