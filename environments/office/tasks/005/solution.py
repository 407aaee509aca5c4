def solve(tools):
    try:
        tools.file_message(message_id="MS-0029", folder_id="FO-0022")
    except tools.Refused:
        tools.invite(meeting_id="ME-0022", person_id="PE-0008")
    try:
        tools.file_message(message_id="MS-0035", folder_id="FO-0078")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0032")
