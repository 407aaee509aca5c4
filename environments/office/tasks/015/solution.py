def solve(tools):
    try:
        tools.cancel_meeting(meeting_id="ME-0062")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0008", room_id="RM-0005", about="training", on_day="2026-01-31", at="09:00")
    try:
        tools.file_message(message_id="MS-0160", folder_id="FO-0002")
    except tools.Refused:
        tools.invite(meeting_id="ME-0002", person_id="PE-0019")
