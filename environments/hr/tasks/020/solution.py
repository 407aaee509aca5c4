def solve(tools):
    try:
        tools.raise_salary(employee_id="E-0044", extra=100)
    except tools.Refused:
        tools.request_leave(employee_id="E-0044", starting="2026-04-22", length_wanted=6)
    try:
        tools.raise_salary(employee_id="E-0019", extra=450)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0019", extra=200)
