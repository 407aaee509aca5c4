def solve(tools):
    orders = [one for one in tools.list_orders(customer="Finn Grau") if one["status"] == "open"]
    for order in reversed(orders):
        tools.cancel_order(order_id=order["order_id"])
