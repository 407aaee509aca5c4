def solve(tools):
    try:
        tools.move_meeting(meeting_id="ME-0081", room_id="RM-0010")
    except tools.Refused:
        tools.file_message(message_id="MS-0046", folder_id="FO-0043")
    try:
        tools.move_meeting(meeting_id="ME-0028", room_id="RM-0001")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0004", room_id="RM-0006", about="review", on_day="2026-01-31", at="09:00")
