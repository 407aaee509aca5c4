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
    message = tools.get_message(message_id="MS-0133")
    meeting = tools.get_meeting(meeting_id="ME-0044")
    tools.plan_meeting(
        organiser_id=message["sender_id"], room_id=meeting["room_id"], about="training", on_day="2026-01-31", at="11:00"
    )
    people = every(tools.search_people, team="sales")
    meetings = [one for parent in people for one in tools.list_meetings_of_organiser(organiser_id=parent["person_id"])]
    meetings = [one for one in meetings if one["topic"] == "planning"]
    return len(meetings)
