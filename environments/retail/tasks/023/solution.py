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
    order_lines = tools.list_order_lines_of_order(order_id="O-0072")
    order_lines = [one for one in order_lines if one["status"] == "waiting"]
    order_line = min(order_lines, key=lambda one: one["quantity"])
    tools.ship_line(line_id=order_line["line_id"])
    customers = every(tools.search_customers, tier="regular")
    orders = every(tools.search_orders, delivery="pickup")
    customers = [one for one in customers if one["customer_id"] not in {other["customer_id"] for other in orders}]
    number = len(customers)
    if number > 16:
        tools.add_line(order_id="O-0089", product_id="P-0068", amount=2)
    else:
        tools.place_order(customer_id="CU-0026", method="standard")
