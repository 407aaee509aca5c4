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
    people = every(tools.search_people, level="staff")
    messages = every(tools.search_messages)
    messages = [one for one in messages if one["sent"] <= "2026-01-18"]
    people = [one for one in people if one["person_id"] not in {other["sender_id"] for other in messages}]
    for one in people:
        try:
            tools.invite(meeting_id="ME-0022", person_id=one["person_id"])
        except tools.Refused:
            pass
