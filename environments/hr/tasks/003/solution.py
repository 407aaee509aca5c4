def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0072", extra=150)
    except tools.Refused:
        tools.offer_post(application_id="AP-0096")
    try:
        tools.raise_salary(employee_id="E-0068", extra=500)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0025", unit_id="UN-0008")
    try:
        tools.raise_salary(employee_id="E-0078", extra=200)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0075", extra=200)
    try:
        tools.transfer_employee(employee_id="E-0020", unit_id="UN-0001")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0041", unit_id="UN-0003")
