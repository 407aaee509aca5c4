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
    for one in trips:
        try:
            tools.complete_trip(trip_id=one["trip_id"])
        except tools.Refused:
            pass
