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
    zones = [one for one in zones if one["reserve"] >= 90]
    crews = [one for parent in zones for one in tools.list_crews_of_zone(zone_id=parent["zone_id"])]
    jobs = every(tools.search_jobs)
    jobs = [one for one in jobs if one["hours"] >= 4]
    crews = [one for one in crews if one["crew_id"] in {other["crew_id"] for other in jobs}]
    sets = [chosen for chosen in combinations(crews, 3) if len({one["zone_id"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["size"] for one in chosen))
    return sorted(one["crew_id"] for one in best)
