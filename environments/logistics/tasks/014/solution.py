def solve(tools):
    parcels = tools.list_parcels_of_trip(trip_id="TP-0025")
    for one in parcels:
        try:
            tools.unload_parcel(parcel_id=one["parcel_id"])
        except tools.Refused:
            pass
