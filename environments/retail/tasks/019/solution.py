def solve(tools):
    order_line = tools.get_order_line(line_id="OL-0070")
    try:
        tools.cancel_order(order_id=order_line["order_id"])
    except tools.Refused:
        tools.add_line(order_id=order_line["order_id"], product_id="P-0064", amount=1)
    try:
        tools.request_return(line_id="OL-0111", cause="not needed")
    except tools.Refused:
        tools.cancel_order(order_id="O-0033")
