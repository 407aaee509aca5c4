def solve(tools):
    try:
        tools.cancel_order(order_id="O-0053")
    except tools.Refused:
        tools.accept_return(request_id="RR-0019")
    tools.ship_line(line_id="OL-0044")
