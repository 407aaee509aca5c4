def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0113")
    meeting = tools.get_meeting(meeting_id=invitation["meeting_id"])
    meetings = tools.list_meetings_of_room(room_id=meeting["room_id"])
    meetings = [one for one in meetings if one["status"] != "planned"]
    room = next(one for one in tools.search_rooms(name="Jade")["items"] if one["name"] == "Jade")
    meetings_2 = tools.list_meetings_of_room(room_id=room["room_id"])
    meetings_2 = [one for one in meetings_2 if one["status"] != "planned"]
    return len(meetings) - len(meetings_2)
