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
    visitors = every(tools.search_visitors)
    visitors = [one for one in visitors if one["age"] <= 37 and one["wallet"] >= 24]
    sets = [chosen for chosen in combinations(visitors, 3) if len({one["badge"] for one in chosen}) == 3]
    best = min(sets, key=lambda chosen: sum(one["wallet"] for one in chosen))
    return sorted(one["visitor_id"] for one in best)
