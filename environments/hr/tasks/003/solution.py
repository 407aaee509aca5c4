def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0072", extra=150)
    except tools.Refused:
        tools.offer_post(application_id="AP-0096")
    try:
        tools.raise_salary(employee_id="E-0068", extra=500)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0014", unit_id="UN-0007")
    try:
        tools.raise_salary(employee_id="E-0078", extra=350)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0068", unit_id="UN-0011")
    try:
        tools.transfer_employee(employee_id="E-0029", unit_id="UN-0007")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0051", unit_id="UN-0011")
