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
    sets = [chosen for chosen in combinations(people, 2) if len({one["level"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["quota"] for one in chosen))
    return sorted(one["person_id"] for one in best)
