def solve(tools):
    room = next(one for one in tools.search_rooms(name="Iris")["items"] if one["name"] == "Iris")
    meetings = tools.list_meetings_of_room(room_id=room["room_id"])
    for one in meetings:
        try:
            tools.cancel_meeting(meeting_id=one["meeting_id"])
        except tools.Refused:
            pass
