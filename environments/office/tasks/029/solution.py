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
    people = every(tools.search_people)
    messages = every(tools.search_messages, status="unread")
    people = [one for one in people if one["person_id"] in {other["sender_id"] for other in messages}]
    number = sum(one["quota"] for one in people)
    meeting = tools.get_meeting(meeting_id="ME-0065")
    person = next(one for one in tools.search_people(name="Noah Green")["items"] if one["name"] == "Noah Green")
    if number > 5118:
        tools.plan_meeting(
            organiser_id=meeting["organiser_id"], room_id="RM-0005", about="review", on_day="2026-01-29", at="17:00"
        )
    else:
        tools.invite(meeting_id="ME-0001", person_id=person["person_id"])
    person_2 = next(one for one in tools.search_people(name="Maya Wright")["items"] if one["name"] == "Maya Wright")
    folders = tools.list_folders_of_person(person_id=person_2["person_id"])
    return len(folders)
