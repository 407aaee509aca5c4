def solve(tools):
    try:
        tools.approve_leave(leave_id="LV-0074", employee_id="E-0070")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0073", unit_id="UN-0010")
    try:
        tools.approve_leave(leave_id="LV-0064", employee_id="E-0061")
    except tools.Refused:
        tools.request_leave(employee_id="E-0071", starting="2026-03-10", length_wanted=9)
