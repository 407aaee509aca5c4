def solve(tools):
    try:
        tools.cancel_trip(trip_id="TP-0077")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0139")
