def solve(tools):
    tools.add_line(order_id="O-0017", product_id="P-0015", amount=1)
    tools.cancel_order(order_id="O-0069")
