def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0028", employee_id="E-0001")
    except tools.Refused:
        tools.offer_post(application_id="AP-0021")
