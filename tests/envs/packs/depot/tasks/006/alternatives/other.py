def solve(tools):
    tools.place_order(crate_id="C-122", customer="Ada Bloom")
    orders = sorted(tools.list_orders(customer="Dev Ekholm"), key=lambda order: order["placed"])
    for order in orders:
        if order["status"] == "open":
            tools.cancel_order(order_id=order["order_id"])
            break
