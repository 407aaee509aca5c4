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
    zones = every(tools.search_zones)
    zones = [one for one in zones if one["reserve"] <= 40]
    substations = [one for parent in zones for one in tools.list_substations_of_zone(zone_id=parent["zone_id"])]
    sets = [chosen for chosen in combinations(substations, 2) if len({one["zone_id"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["capacity"] for one in chosen))
    return sorted(one["substation_id"] for one in best)
