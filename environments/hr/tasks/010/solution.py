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
    employees = every(tools.search_employees, contract="fixed-term")
    employees = [one for one in employees if one["leave_left"] >= 21]
    sets = [chosen for chosen in combinations(employees, 3) if sum(one["leave_left"] for one in chosen) <= 66]
    best = max(sets, key=lambda chosen: sum(one["salary"] for one in chosen))
    return sorted(one["employee_id"] for one in best)
