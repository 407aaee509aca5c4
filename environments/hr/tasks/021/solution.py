def solve(tools):
    employee = next(
        one for one in tools.search_employees(name="Elias Abbott")["items"] if one["name"] == "Elias Abbott"
    )
    try:
        tools.transfer_employee(employee_id="E-0037", unit_id="UN-0006")
    except tools.Refused:
        tools.transfer_employee(employee_id=employee["employee_id"], unit_id="UN-0003")
    tools.raise_salary(employee_id="E-0002", extra=350)
