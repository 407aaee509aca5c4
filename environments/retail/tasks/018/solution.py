def solve(tools):
    order_line = tools.get_order_line(line_id="OL-0190")
    try:
        tools.cancel_order(order_id="O-0065")
    except tools.Refused:
        tools.add_line(order_id=order_line["order_id"], product_id="P-0011", amount=6)
    try:
        tools.cancel_order(order_id="O-0005")
    except tools.Refused:
        tools.add_line(order_id="O-0005", product_id="P-0036", amount=5)
