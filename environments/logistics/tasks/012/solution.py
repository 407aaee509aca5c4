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
    trips = every(tools.search_trips)
    trips = [one for one in trips if one["day"] >= "2026-06-04"]
    number = len(trips)
    if number > 44:
        tools.plan_trip(lane_id="LA-0003", truck_id="TK-0008", driver_id="DV-0021", on_day="2026-06-22")
    else:
        tools.plan_trip(lane_id="LA-0025", truck_id="TK-0024", driver_id="DV-0019", on_day="2026-06-24")
