def solve(tools):
    employees = tools.list_employees_of_unit(unit_id="UN-0007")
    employees.sort(key=lambda one: one["hired"], reverse=True)
    for one in employees:
        try:
            tools.request_leave(starting="2026-04-17", length_wanted=13, employee_id=one["employee_id"])
        except tools.Refused:
            continue
        done = one["employee_id"]
        break
    return done
