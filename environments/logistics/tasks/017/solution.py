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
    trips = [one for one in trips if one["day"] >= "2026-05-28"]
    number = len(trips)
    trip = tools.get_trip(trip_id="TP-0014")
    if number > 52:
        tools.plan_trip(lane_id=trip["lane_id"], truck_id="TK-0024", driver_id="DV-0002", on_day="2026-06-29")
    else:
        tools.complete_trip(trip_id="TP-0077")
    tools.plan_trip(lane_id="LA-0023", truck_id="TK-0016", driver_id="DV-0010", on_day="2026-06-28")
