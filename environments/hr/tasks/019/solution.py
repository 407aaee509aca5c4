def solve(tools):
    try:
        tools.request_leave(employee_id="E-0001", starting="2026-03-27", length_wanted=2)
    except tools.Refused:
        tools.request_leave(employee_id="E-0015", starting="2026-04-19", length_wanted=8)
    try:
        tools.approve_leave(leave_id="LV-0033", employee_id="E-0040")
    except tools.Refused:
        tools.request_leave(employee_id="E-0040", starting="2026-03-15", length_wanted=3)
