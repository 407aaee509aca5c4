def solve(tools):
    meeting = tools.get_meeting(meeting_id="ME-0050")
    return meeting["day"]
