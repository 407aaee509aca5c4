def solve(tools):
    try:
        tools.accept_return(request_id="RR-0020")
    except tools.Refused:
        tools.ship_line(line_id="OL-0007")
    try:
        tools.accept_return(request_id="RR-0014")
    except tools.Refused:
        tools.add_line(order_id="O-0072", product_id="P-0049", amount=6)
