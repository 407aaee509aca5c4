def solve(tools):
    unit = next(one for one in tools.search_units(name="Service")["items"] if one["name"] == "Service")
    try:
        tools.transfer_employee(employee_id="E-0013", unit_id=unit["unit_id"])
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0013", unit_id="UN-0002")
    try:
        tools.offer_post(application_id="AP-0011")
    except tools.Refused:
        tools.approve_leave(leave_id="LV-0029", employee_id="E-0007")
