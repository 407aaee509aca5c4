def solve(tools):
    try:
        tools.load_parcel(parcel_id="PC-0030", trip_id="TP-0013")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
    try:
        tools.load_parcel(parcel_id="PC-0177", trip_id="TP-0042")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0052")
