def solve(tools):
    for order in tools.list_orders(status="open", customer="Finn Grau"):
        tools.cancel_order(order_id=order["order_id"])
