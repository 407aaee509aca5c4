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
    units = every(tools.search_units)
    units = [one for one in units if one["posts"] >= 8]
    employees = [one for parent in units for one in tools.list_employees_of_unit(unit_id=parent["unit_id"])]
    pay_grade_of = {key: tools.get_pay_grade(grade_id=key) for key in sorted({one["grade_id"] for one in employees})}
    employees = [one for one in employees if pay_grade_of[one["grade_id"]]["highest"] <= 4500]
    number = sum(one["leave_left"] for one in employees)
    employee = next(one for one in tools.search_employees(name="Astrid Lee")["items"] if one["name"] == "Astrid Lee")
    if number > 339:
        tools.request_leave(employee_id="E-0032", starting="2026-03-24", length_wanted=1)
    else:
        tools.request_leave(employee_id=employee["manager_id"], starting="2026-04-24", length_wanted=1)
    employees_2 = every(tools.search_employees)
    employees_2 = [one for one in employees_2 if one["salary"] <= 4700]
    return len(employees_2)
