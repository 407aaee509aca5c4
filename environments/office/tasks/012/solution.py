def solve(tools):
    try:
        tools.invite(meeting_id="ME-0025", person_id="PE-0014")
    except tools.Refused:
        tools.invite(meeting_id="ME-0022", person_id="PE-0008")
    try:
        tools.invite(meeting_id="ME-0001", person_id="PE-0002")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0003", room_id="RM-0005")
