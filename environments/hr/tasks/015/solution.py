def solve(tools):
    unit = next(one for one in tools.search_units(name="Company")["items"] if one["name"] == "Company")
    employees = tools.list_employees_of_unit(unit_id=unit["unit_id"])
    employees = [one for one in employees if one["leave_left"] >= 21]
    for one in employees:
        try:
            tools.transfer_employee(unit_id="UN-0007", employee_id=one["employee_id"])
        except tools.Refused:
            pass
