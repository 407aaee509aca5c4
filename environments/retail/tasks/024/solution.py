from itertools import combinations


def solve(tools):
    order_line = tools.get_order_line(line_id="OL-0017")
    product = tools.get_product(product_id=order_line["product_id"])
    category = tools.get_category(category_id=product["category_id"])
    products = tools.list_products_of_category(category_id=category["parent_id"])
    sets = [chosen for chosen in combinations(products, 3) if sum(one["stock"] for one in chosen) <= 40]
    best = max(sets, key=lambda chosen: sum(one["weight"] for one in chosen))
    return sorted(one["product_id"] for one in best)
