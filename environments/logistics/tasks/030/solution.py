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
    parcels = every(tools.search_parcels, status="loaded")
    parcels = [one for one in parcels if one["weight"] >= 35]
    number = len(parcels)
    trip = tools.get_trip(trip_id="TP-0016")
    if number > 33:
        tools.load_parcel(parcel_id="PC-0018", trip_id="TP-0077")
    else:
        tools.plan_trip(lane_id="LA-0023", truck_id="TK-0004", driver_id=trip["driver_id"], on_day="2026-07-02")
    parcel = tools.get_parcel(parcel_id="PC-0144")
    parcels_2 = tools.list_parcels_of_trip(trip_id=parcel["trip_id"])
    return len(parcels_2)
