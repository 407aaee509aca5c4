def solve(tools):
    try:
        tools.complete_trip(trip_id="TP-0044")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0100")
    try:
        tools.complete_trip(trip_id="TP-0025")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0017")
