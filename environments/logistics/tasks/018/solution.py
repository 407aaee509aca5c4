def solve(tools):
    try:
        tools.load_parcel(parcel_id="PC-0104", trip_id="TP-0025")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0009")
    try:
        tools.unload_parcel(parcel_id="PC-0025")
    except tools.Refused:
        tools.unload_parcel(parcel_id="PC-0017")
