def solve(tools):
    try:
        tools.request_leave(employee_id="E-0023", starting="2026-03-17", length_wanted=8)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0028", extra=400)
    try:
        tools.request_leave(employee_id="E-0049", starting="2026-03-11", length_wanted=6)
    except tools.Refused:
        tools.request_leave(employee_id="E-0011", starting="2026-04-14", length_wanted=2)
