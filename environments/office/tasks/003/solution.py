def solve(tools):
    try:
        tools.invite(meeting_id="ME-0064", person_id="PE-0014")
    except tools.Refused:
        tools.file_message(message_id="MS-0075", folder_id="FO-0057")
    try:
        tools.invite(meeting_id="ME-0077", person_id="PE-0001")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0074")
    try:
        tools.move_meeting(meeting_id="ME-0045", room_id="RM-0001")
    except tools.Refused:
        tools.file_message(message_id="MS-0044", folder_id="FO-0009")
    try:
        tools.move_meeting(meeting_id="ME-0032", room_id="RM-0004")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0008")
