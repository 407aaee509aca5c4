def solve(tools):
    try:
        tools.add_line(order_id="O-0085", product_id="P-0028", amount=2)
    except tools.Refused:
        tools.add_line(order_id="O-0033", product_id="P-0060", amount=2)
    try:
        tools.ship_line(line_id="OL-0091")
    except tools.Refused:
        tools.request_return(line_id="OL-0121", cause="not needed")
