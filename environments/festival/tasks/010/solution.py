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
    screenings = every(tools.search_screenings, hour="20:00")
    screenings = [one for one in screenings if one["day"] >= "2026-08-26"]
    sets = [chosen for chosen in combinations(screenings, 2) if len({one["status"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["screening_id"] for one in best)
