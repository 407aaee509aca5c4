def solve(tools):
    try:
        tools.invite(meeting_id="ME-0040", person_id="PE-0026")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0069")
    try:
        tools.invite(meeting_id="ME-0061", person_id="PE-0019")
    except tools.Refused:
        tools.file_message(message_id="MS-0101", folder_id="FO-0091")
