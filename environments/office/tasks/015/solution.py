def solve(tools):
    try:
        tools.cancel_meeting(meeting_id="ME-0053")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0032")
    try:
        tools.file_message(message_id="MS-0136", folder_id="FO-0018")
    except tools.Refused:
        tools.invite(meeting_id="ME-0074", person_id="PE-0027")
