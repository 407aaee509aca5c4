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
    order_lines = [one for one in order_lines if one["price"] <= 44]
    number = len(order_lines)
    order_line = tools.get_order_line(line_id="OL-0132")
    order_line_2 = tools.get_order_line(line_id="OL-0066")
    order_lines_2 = tools.list_order_lines_of_order(order_id=order_line_2["order_id"])
    order_line_3 = max(order_lines_2, key=lambda one: one["price"])
    if number > 10:
        tools.add_line(order_id="O-0004", product_id=order_line["product_id"], amount=2)
    else:
        tools.request_return(line_id=order_line_3["line_id"], cause="damaged")
