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
    number = tools.search_meetings(slot="09:00")["total"]
    invitation = tools.get_invitation(invitation_id="IN-0049")
    meeting = tools.get_meeting(meeting_id="ME-0014")
    if number > 39:
        tools.file_message(message_id="MS-0033", folder_id="FO-0089")
    else:
        tools.move_meeting(meeting_id=invitation["meeting_id"], room_id=meeting["room_id"])
    people = every(tools.search_people, team="sales")
    return sorted(one["person_id"] for one in people)
