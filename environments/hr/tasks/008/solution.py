def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0082", employee_id="E-0035")
    except tools.Refused:
        tools.offer_post(application_id="AP-0096")
