def solve(tools):
    try:
        tools.offer_post(application_id="AP-0007")
    except tools.Refused:
        tools.raise_salary(employee_id="E-0050", extra=300)
    try:
        tools.offer_post(application_id="AP-0032")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0047", unit_id="UN-0001")
