from itertools import combinations


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
    people = every(tools.search_people, team="sales")
    people = [one for one in people if one["quota"] >= 250]
    messages = [one for parent in people for one in tools.list_messages_of_sender(sender_id=parent["person_id"])]
    messages = [one for one in messages if one["status"] == "read" and one["sent"] <= "2026-01-18"]
    sets = [chosen for chosen in combinations(messages, 3) if len({one["sender_id"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["size"] for one in chosen))
    return sorted(one["message_id"] for one in best)
