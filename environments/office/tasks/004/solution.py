def solve(tools):
    try:
        tools.move_meeting(meeting_id="ME-0022", room_id="RM-0003")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0069")
    try:
        tools.cancel_meeting(meeting_id="ME-0047")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0025")
    try:
        tools.cancel_meeting(meeting_id="ME-0010")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0003", room_id="RM-0001", about="review", on_day="2026-01-29", at="15:00")
    try:
        tools.file_message(message_id="MS-0021", folder_id="FO-0087")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0018")
