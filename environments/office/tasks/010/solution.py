def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0013", room_id="RM-0002", about="training", on_day="2026-01-25", at="09:00")
    except tools.Refused:
        tools.file_message(message_id="MS-0075", folder_id="FO-0057")
    try:
        tools.invite(meeting_id="ME-0051", person_id="PE-0003")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0021", room_id="RM-0007")
