def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0017", extra=300)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0068", unit_id="UN-0002")
    try:
        tools.raise_salary(employee_id="E-0010", extra=350)
    except tools.Refused:
        tools.request_leave(employee_id="E-0043", starting="2026-04-26", length_wanted=9)
