def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0042", employee_id="E-0006")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id="VA-0007")
    try:
        tools.raise_salary(employee_id="E-0067", extra=200)
    except tools.Refused:
        tools.request_leave(employee_id="E-0066", starting="2026-03-11", length_wanted=5)
