def solve(tools):
    leave_request = tools.get_leave_request(leave_id="LV-0002")
    return leave_request["first_day"]
