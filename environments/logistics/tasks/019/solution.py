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
    if number > 21:
        tools.cancel_trip(trip_id="TP-0011")
    else:
        tools.load_parcel(parcel_id="PC-0008", trip_id="TP-0052")
    tools.cancel_trip(trip_id="TP-0011")
    lanes = every(tools.search_lanes)
    lanes = [one for one in lanes if one["toll"] >= 96]
    return sum(one["hours"] for one in lanes)
