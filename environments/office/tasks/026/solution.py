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
    messages = every(tools.search_messages, status="unread")
    messages = [one for one in messages if one["size"] >= 9 and one["sent"] >= "2026-01-16"]
    messages_2 = every(tools.search_messages)
    messages_2 = [one for one in messages_2 if one["sent"] >= "2026-01-15"]
    messages = [one for one in messages if one["message_id"] in {other["reply_to_id"] for other in messages_2}]
    numbers = [one["size"] for one in messages]
    return round(sum(numbers) / len(numbers), 2)
