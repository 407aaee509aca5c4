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
    users = every(tools.search_users)
    users = [one for one in users if one["role"] != "developer"]
    sets = [chosen for chosen in combinations(users, 2) if len({one["role"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["capacity"] for one in chosen))
    return sorted(one["user_id"] for one in best)
