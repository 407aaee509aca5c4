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
    order_line = tools.get_order_line(line_id="OL-0188")
    order = tools.get_order(order_id=order_line["order_id"])
    orders = tools.list_orders_of_customer(customer_id=order["customer_id"])
    orders = [one for one in orders if one["delivery"] == "standard"]
    order_lines = every(tools.search_order_lines)
    order_lines = [one for one in order_lines if one["shipped"] is not None and one["shipped"] >= "2026-02-13"]
    orders = [one for one in orders if one["order_id"] in {other["order_id"] for other in order_lines}]
    order_2 = max(orders, key=lambda one: one["placed"])
    return order_2["order_id"]
