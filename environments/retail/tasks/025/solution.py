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
    products = every(tools.search_products, status="active")
    products = [one for one in products if one["weight"] <= 2550 and one["price"] >= 44]
    order_lines = every(tools.search_order_lines)
    order_lines = [one for one in order_lines if one["price"] <= 70]
    products = [one for one in products if one["product_id"] not in {other["product_id"] for other in order_lines}]
    numbers = [one["stock"] for one in products]
    return round(sum(numbers) / len(numbers), 2)
