from itertools import combinations


def solve(tools):
    products = tools.list_products_of_category(category_id="CA-0007")
    sets = [chosen for chosen in combinations(products, 3) if sum(one["price"] for one in chosen) <= 355]
    best = max(sets, key=lambda chosen: sum(one["stock"] for one in chosen))
    return sorted(one["product_id"] for one in best)
