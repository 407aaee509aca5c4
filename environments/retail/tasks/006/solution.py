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
    products = every(tools.search_products)
    products = [one for one in products if one["price"] >= 83 and one["weight"] >= 2750]
    sets = [chosen for chosen in combinations(products, 3) if sum(one["price"] for one in chosen) <= 387]
    best = max(sets, key=lambda chosen: sum(one["stock"] for one in chosen))
    return sorted(one["product_id"] for one in best)
