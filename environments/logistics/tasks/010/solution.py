def solve(tools):
    parcel = tools.get_parcel(parcel_id="PC-0015")
    depot = tools.get_depot(depot_id=parcel["destination_id"])
    return depot["docks"]
