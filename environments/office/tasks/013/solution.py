def solve(tools):
    try:
        tools.move_meeting(meeting_id="ME-0028", room_id="RM-0003")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0064", room_id="RM-0004")
    try:
        tools.move_meeting(meeting_id="ME-0034", room_id="RM-0001")
    except tools.Refused:
        tools.invite(meeting_id="ME-0041", person_id="PE-0012")
