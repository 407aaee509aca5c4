def solve(tools):
    orders = tools.list_orders(status="open", customer="Dev Ekholm")
    oldest = min(orders, key=lambda order: order["placed"])
    tools.cancel_order(order_id=oldest["order_id"])
    tools.place_order(crate_id="C-122", customer="Ada Bloom")
