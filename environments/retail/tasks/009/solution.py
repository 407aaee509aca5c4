def solve(tools):
    return_request = tools.get_return_request(request_id="RR-0024")
    order_line = tools.get_order_line(line_id=return_request["line_id"])
    order_lines = tools.list_order_lines_of_order(order_id=order_line["order_id"])
    order_line_2 = max(order_lines, key=lambda one: one["price"])
    return order_line_2["line_id"]
