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
    doctors = every(tools.search_doctors)
    doctors = [one for one in doctors if one["fee"] >= 135]
    sets = [chosen for chosen in combinations(doctors, 2) if len({one["department_id"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["fee"] for one in chosen))
    return sorted(one["doctor_id"] for one in best)
