def solve(tools):
    try:
        tools.add_line(order_id="O-0023", product_id="P-0047", amount=7)
    except tools.Refused:
        tools.ship_line(line_id="OL-0103")
    try:
        tools.add_line(order_id="O-0025", product_id="P-0069", amount=4)
    except tools.Refused:
        tools.cancel_order(order_id="O-0004")
