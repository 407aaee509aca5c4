def solve(tools):
    tools.request_leave(employee_id="E-0012", starting="2026-04-24", length_wanted=1)
