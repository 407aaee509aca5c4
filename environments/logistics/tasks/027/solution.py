def solve(tools):
    parcel = tools.get_parcel(parcel_id="PC-0089")
    parcels = tools.list_parcels_of_destination(destination_id=parcel["depot_id"])
    parcels = [
        one for one in parcels if one["status"] == "delivered" and one["priority"] == "standard" and one["weight"] <= 50
    ]
    return sum(one["weight"] for one in parcels)
