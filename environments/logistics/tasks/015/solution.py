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
    depots = every(tools.search_depots)
    depots = [one for one in depots if one["docks"] <= 5]
    parcels = [one for parent in depots for one in tools.list_parcels_of_destination(destination_id=parent["depot_id"])]
    parcels = [
        one
        for one in parcels
        if one["priority"] == "standard" and one["status"] == "delivered" and one["weight"] >= 120
    ]
    return len(parcels)
