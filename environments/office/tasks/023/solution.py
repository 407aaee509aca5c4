def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0001")
    room = next(one for one in tools.search_rooms(name="Jade")["items"] if one["name"] == "Jade")
    try:
        tools.move_meeting(meeting_id="ME-0068", room_id="RM-0002")
    except tools.Refused:
        tools.move_meeting(meeting_id=invitation["meeting_id"], room_id=room["room_id"])
    rooms = every(tools.search_rooms, equipment="none")
    return sum(one["seats"] for one in rooms)
