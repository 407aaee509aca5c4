def solve(tools):
    try:
        tools.file_message(message_id="MS-0165", folder_id="FO-0092")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0074")
    try:
        tools.file_message(message_id="MS-0110", folder_id="FO-0096")
    except tools.Refused:
        tools.file_message(message_id="MS-0075", folder_id="FO-0057")
