def solve(tools):
    parcel = tools.get_parcel(parcel_id="PC-0154")
    parcels = tools.list_parcels_of_destination(destination_id=parcel["depot_id"])
    parcels = [one for one in parcels if one["status"] == "waiting"]
    numbers = [one["weight"] for one in parcels]
    return round(sum(numbers) / len(numbers), 2)
