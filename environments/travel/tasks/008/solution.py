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
    stays = every(tools.search_stays)
    stays = [one for one in stays if one["total"] <= 188 and one["arrival"] >= "2026-05-06"]
    sets = [chosen for chosen in combinations(stays, 3) if sum(one["nights"] for one in chosen) <= 4]
    best = max(sets, key=lambda chosen: sum(one["total"] for one in chosen))
    return sorted(one["stay_id"] for one in best)
