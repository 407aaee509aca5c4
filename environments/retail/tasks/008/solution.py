def solve(tools):
    return_request = tools.get_return_request(request_id="RR-0024")
    order_line = tools.get_order_line(line_id=return_request["line_id"])
    order = tools.get_order(order_id=order_line["order_id"])
    return order["placed"]
