def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    trips = every(tools.search_trips, status="planned")
    parcels = [one for parent in trips for one in tools.list_parcels_of_trip(trip_id=parent["trip_id"])]
    parcels = [one for one in parcels if one["weight"] >= 125]
    number = len(parcels)
    trips_2 = tools.list_trips_of_lane(lane_id="LA-0016")
    trip = max(trips_2, key=lambda one: one["day"])
    if number > 21:
        tools.cancel_trip(trip_id=trip["trip_id"])
    else:
        tools.load_parcel(parcel_id="PC-0008", trip_id="TP-0052")
    trips_3 = tools.list_trips_of_lane(lane_id="LA-0016")
    trip_2 = max(trips_3, key=lambda one: one["day"])
    tools.cancel_trip(trip_id=trip_2["trip_id"])
    depot = next(one for one in tools.search_depots(name="Depot Hamburg")["items"] if one["name"] == "Depot Hamburg")
    parcels_2 = tools.list_parcels_of_depot(depot_id=depot["depot_id"])
    numbers = [one["weight"] for one in parcels_2]
    return round(sum(numbers) / len(numbers), 2)
