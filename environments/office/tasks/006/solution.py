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
    people = every(tools.search_people, team="engineering")
    messages = [one for parent in people for one in tools.list_messages_of_sender(sender_id=parent["person_id"])]
    messages = [one for one in messages if one["status"] == "read"]
    return len(messages)
