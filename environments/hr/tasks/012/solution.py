def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0056", extra=400)
    except tools.Refused:
        tools.offer_post(application_id="AP-0059")
    try:
        tools.transfer_employee(employee_id="E-0023", unit_id="UN-0007")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0050", unit_id="UN-0007")
