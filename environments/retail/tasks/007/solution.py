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
    order_lines = every(tools.search_order_lines, status="cancelled")
    order_lines = [one for one in order_lines if one["quantity"] >= 2]
    sets = [
        chosen
        for chosen in combinations(order_lines, 3)
        if sum(one["quantity"] for one in chosen) <= 8 and len({one["order_id"] for one in chosen}) == 3
    ]
    best = max(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["line_id"] for one in best)
