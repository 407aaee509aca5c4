def solve(tools):
    leave_request = tools.get_leave_request(leave_id="LV-0033")
    employee = tools.get_employee(employee_id=leave_request["employee_id"])
    unit = tools.get_unit(unit_id=employee["unit_id"])
    return unit["name"]
