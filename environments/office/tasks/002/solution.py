def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0015", room_id="RM-0010", about="training", on_day="2026-01-31", at="11:00")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0052")
    try:
        tools.invite(meeting_id="ME-0028", person_id="PE-0022")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0058", room_id="RM-0010")
    try:
        tools.invite(meeting_id="ME-0077", person_id="PE-0014")
    except tools.Refused:
        tools.file_message(message_id="MS-0099", folder_id="FO-0036")
    try:
        tools.invite(meeting_id="ME-0068", person_id="PE-0025")
    except tools.Refused:
        tools.file_message(message_id="MS-0082", folder_id="FO-0050")
