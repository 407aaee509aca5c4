def solve(tools):
    unit = next(one for one in tools.search_units(name="Support")["items"] if one["name"] == "Support")
    employees = tools.list_employees_of_unit(unit_id=unit["unit_id"])
    employee = min(employees, key=lambda one: one["salary"])
    employee_2 = next(
        one for one in tools.search_employees(name="Chen Schmidt")["items"] if one["name"] == "Chen Schmidt"
    )
    try:
        tools.offer_post(application_id="AP-0043")
    except tools.Refused:
        tools.transfer_employee(employee_id=employee["employee_id"], unit_id=employee_2["unit_id"])
