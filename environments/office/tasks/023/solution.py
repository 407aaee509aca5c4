def solve(tools):
    room = next(one for one in tools.search_rooms(name="Glacier")["items"] if one["name"] == "Glacier")
    try:
        tools.move_meeting(meeting_id="ME-0082", room_id="RM-0003")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0082", room_id=room["room_id"])
    try:
        tools.file_message(message_id="MS-0129", folder_id="FO-0049")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0077", room_id="RM-0009")
