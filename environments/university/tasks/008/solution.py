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
    students = every(tools.search_students, degree="bachelor")
    students = [one for one in students if one["enrolled"] <= "2024-06-01" and one["dues"] >= 150]
    sets = [chosen for chosen in combinations(students, 3) if len({one["department_id"] for one in chosen}) == 3]
    best = min(sets, key=lambda chosen: sum(one["dues"] for one in chosen))
    return sorted(one["student_id"] for one in best)
