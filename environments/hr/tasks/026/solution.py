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
    employees = every(tools.search_employees, contract="trainee")
    employees = [one for one in employees if one["leave_left"] <= 9]
    employee = min(employees, key=lambda one: one["hired"])
    employee_2 = tools.get_employee(employee_id=employee["manager_id"])
    return employee_2["hired"]
