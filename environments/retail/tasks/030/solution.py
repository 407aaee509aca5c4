def solve(tools):
    return_request = tools.get_return_request(request_id="RR-0005")
    order_line = tools.get_order_line(line_id=return_request["line_id"])
    order = tools.get_order(order_id=order_line["order_id"])
    orders = tools.list_orders_of_customer(customer_id=order["customer_id"])
    order_2 = min(orders, key=lambda one: one["placed"])
    return order_2["order_id"]
