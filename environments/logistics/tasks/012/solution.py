def solve(tools):
    depot = next(one for one in tools.search_depots(name="Depot Budapest")["items"] if one["name"] == "Depot Budapest")
    parcels_2 = tools.list_parcels_of_depot(depot_id=depot["depot_id"])
    parcels_2 = [one for one in parcels_2 if one["priority"] == "urgent"]
    parcel = max(parcels_2, key=lambda one: one["weight"])
    parcels = tools.list_parcels_of_destination(destination_id=parcel["destination_id"])
    parcel_2 = max(parcels, key=lambda one: one["weight"])
    return parcel_2["parcel_id"]
