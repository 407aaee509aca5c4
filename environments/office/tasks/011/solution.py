def solve(tools):
    try:
        tools.invite(meeting_id="ME-0022", person_id="PE-0015")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0033")
    try:
        tools.invite(meeting_id="ME-0064", person_id="PE-0001")
    except tools.Refused:
        tools.file_message(message_id="MS-0115", folder_id="FO-0056")
