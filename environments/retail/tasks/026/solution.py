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
    order_lines = every(tools.search_order_lines, status="waiting")
    order_lines = [one for one in order_lines if one["price"] >= 70]
    product_of = {key: tools.get_product(product_id=key) for key in sorted({one["product_id"] for one in order_lines})}
    order_lines = [one for one in order_lines if product_of[one["product_id"]]["stock"] <= 33]
    order_of = {key: tools.get_order(order_id=key) for key in sorted({one["order_id"] for one in order_lines})}
    order_lines = [one for one in order_lines if order_of[one["order_id"]]["delivery"] == "standard"]
    numbers = [one["price"] for one in order_lines]
    return round(sum(numbers) / len(numbers), 2)
