def solve(tools):
    try:
        tools.ship_line(line_id="OL-0101")
    except tools.Refused:
        tools.cancel_order(order_id="O-0081")
    try:
        tools.cancel_order(order_id="O-0056")
    except tools.Refused:
        tools.accept_return(request_id="RR-0003")
