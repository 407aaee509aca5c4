def solve(tools):
    try:
        tools.file_message(message_id="MS-0048", folder_id="FO-0078")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0001", room_id="RM-0009", about="planning", on_day="2026-01-25", at="13:00")
    try:
        tools.file_message(message_id="MS-0159", folder_id="FO-0068")
    except tools.Refused:
        tools.invite(meeting_id="ME-0008", person_id="PE-0023")
