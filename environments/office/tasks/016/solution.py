def solve(tools):
    try:
        tools.file_message(message_id="MS-0086", folder_id="FO-0086")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0028", room_id="RM-0005")
    try:
        tools.file_message(message_id="MS-0044", folder_id="FO-0047")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0067")
