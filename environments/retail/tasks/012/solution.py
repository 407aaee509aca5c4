def solve(tools):
    order_line = tools.get_order_line(line_id="OL-0028")
    try:
        tools.cancel_order(order_id=order_line["order_id"])
    except tools.Refused:
        tools.accept_return(request_id="RR-0019")
    tools.ship_line(line_id="OL-0044")
