def solve(tools):
    try:
        tools.invite(meeting_id="ME-0075", person_id="PE-0015")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0075")
    message = tools.get_message(message_id="MS-0035")
    try:
        tools.invite(meeting_id="ME-0031", person_id=message["sender_id"])
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0031", room_id="RM-0006")
