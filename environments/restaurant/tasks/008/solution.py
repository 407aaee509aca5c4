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
    dishes = every(tools.search_dishes, course="starter")
    dishes = [one for one in dishes if one["price"] <= 29]
    sets = [chosen for chosen in combinations(dishes, 2) if len({one["status"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["dish_id"] for one in best)
