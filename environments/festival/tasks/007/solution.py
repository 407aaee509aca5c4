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
    films = every(tools.search_films, section="competition")
    films = [one for one in films if one["minutes"] >= 120]
    sets = [chosen for chosen in combinations(films, 3) if sum(one["minutes"] for one in chosen) <= 472]
    best = max(sets, key=lambda chosen: sum(one["fee"] for one in chosen))
    return sorted(one["film_id"] for one in best)
