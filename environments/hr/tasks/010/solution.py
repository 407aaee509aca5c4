def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0082", employee_id="E-0035")
    except tools.Refused:
        tools.offer_post(application_id="AP-0096")
    unit = next(one for one in tools.search_units(name="Administration")["items"] if one["name"] == "Administration")
    employees = tools.list_employees_of_unit(unit_id=unit["unit_id"])
    for one in employees:
        try:
            tools.request_leave(starting="2026-03-29", length_wanted=9, employee_id=one["employee_id"])
        except tools.Refused:
            pass
