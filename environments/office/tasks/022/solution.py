def solve(tools):
    try:
        tools.invite(meeting_id="ME-0061", person_id="PE-0024")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0061")
    meeting = tools.get_meeting(meeting_id="ME-0016")
    try:
        tools.move_meeting(meeting_id="ME-0082", room_id=meeting["room_id"])
    except tools.Refused:
        tools.invite(meeting_id="ME-0082", person_id="PE-0005")
