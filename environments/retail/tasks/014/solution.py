def solve(tools):
    try:
        tools.add_line(order_id="O-0085", product_id="P-0057", amount=6)
    except tools.Refused:
        tools.add_line(order_id="O-0085", product_id="P-0011", amount=5)
    try:
        tools.ship_line(line_id="OL-0023")
    except tools.Refused:
        tools.add_line(order_id="O-0037", product_id="P-0033", amount=6)
