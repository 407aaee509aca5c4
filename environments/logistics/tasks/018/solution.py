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
    drivers = every(tools.search_drivers, licence="heavy")
    drivers = [one for one in drivers if one["hours_left"] >= 13]
    depot_of = {key: tools.get_depot(depot_id=key) for key in sorted({one["depot_id"] for one in drivers})}
    drivers = [one for one in drivers if depot_of[one["depot_id"]]["docks"] <= 11]
    numbers = [one["hours_left"] for one in drivers]
    return round(sum(numbers) / len(numbers), 2)
