def solve(tools):
    depot = next(one for one in tools.search_depots(name="Depot Budapest")["items"] if one["name"] == "Depot Budapest")
    parcels = tools.list_parcels_of_depot(depot_id=depot["depot_id"])
    parcels = [one for one in parcels if one["priority"] == "urgent"]
    parcel = max(parcels, key=lambda one: one["weight"])
    depot_2 = tools.get_depot(depot_id=parcel["destination_id"])
    return depot_2["docks"]
