def solve(tools):
    meeting = tools.get_meeting(meeting_id="ME-0036")
    return meeting["day"]
