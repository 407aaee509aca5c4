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
    product = next(
        one for one in tools.search_products(name="Hollis Desk Lamp")["items"] if one["name"] == "Hollis Desk Lamp"
    )
    products = tools.list_products_of_category(category_id=product["category_id"])
    products = [one for one in products if one["stock"] >= 11]
    order_lines = every(tools.search_order_lines, status="waiting")
    products = [one for one in products if one["product_id"] not in {other["product_id"] for other in order_lines}]
    numbers = [one["price"] for one in products]
    return round(sum(numbers) / len(numbers), 2)
