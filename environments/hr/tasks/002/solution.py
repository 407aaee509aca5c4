def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0010", employee_id="E-0051")
    except tools.Refused:
        tools.raise_salary(employee_id="E-0007", extra=200)
    try:
        tools.approve_leave(leave_id="LV-0077", employee_id="E-0039")
    except tools.Refused:
        tools.approve_leave(leave_id="LV-0039", employee_id="E-0004")
    try:
        tools.raise_salary(employee_id="E-0030", extra=300)
    except tools.Refused:
        tools.offer_post(application_id="AP-0021")
