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
    tools.request_leave(employee_id="E-0012", starting="2026-04-24", length_wanted=1)
    employees = every(tools.search_employees)
    employees = [one for one in employees if one["salary"] <= 4700]
    return len(employees)
