def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0073", extra=450)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0073", extra=200)
    unit = next(one for one in tools.search_units(name="Testing")["items"] if one["name"] == "Testing")
    try:
        tools.transfer_employee(employee_id="E-0011", unit_id=unit["unit_id"])
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0066", unit_id=unit["unit_id"])
