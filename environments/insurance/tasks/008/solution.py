from itertools import combinations


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
    vehicles = every(tools.search_vehicles)
    policies = every(tools.search_policies)
    policies = [one for one in policies if one["excess"] >= 250]
    vehicles = [one for one in vehicles if one["vehicle_id"] not in {other["vehicle_id"] for other in policies}]
    sets = [chosen for chosen in combinations(vehicles, 3) if len({one["kind"] for one in chosen}) == 3]
    best = min(sets, key=lambda chosen: sum(one["worth"] for one in chosen))
    return sorted(one["vehicle_id"] for one in best)
