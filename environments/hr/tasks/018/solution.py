def solve(tools):
    try:
        tools.request_leave(employee_id="E-0028", starting="2026-03-08", length_wanted=13)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0028", extra=400)
    try:
        tools.request_leave(employee_id="E-0045", starting="2026-04-28", length_wanted=16)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0045", unit_id="UN-0001")
