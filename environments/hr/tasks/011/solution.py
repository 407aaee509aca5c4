def solve(tools):
    leave_request = tools.get_leave_request(leave_id="LV-0002")
    employee = tools.get_employee(employee_id=leave_request["employee_id"])
    return employee["grade_id"]
