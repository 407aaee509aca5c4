def solve(tools):
    try:
        tools.add_line(order_id="O-0054", product_id="P-0010", amount=7)
    except tools.Refused:
        tools.add_line(order_id="O-0012", product_id="P-0068", amount=3)
    try:
        tools.add_line(order_id="O-0002", product_id="P-0022", amount=5)
    except tools.Refused:
        tools.cancel_order(order_id="O-0017")
    try:
        tools.add_line(order_id="O-0048", product_id="P-0057", amount=5)
    except tools.Refused:
        tools.request_return(line_id="OL-0142", cause="damaged")
    try:
        tools.ship_line(line_id="OL-0179")
    except tools.Refused:
        tools.request_return(line_id="OL-0092", cause="damaged")
