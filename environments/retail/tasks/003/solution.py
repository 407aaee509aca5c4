def solve(tools):
    try:
        tools.ship_line(line_id="OL-0118")
    except tools.Refused:
        tools.ship_line(line_id="OL-0103")
    try:
        tools.cancel_order(order_id="O-0053")
    except tools.Refused:
        tools.ship_line(line_id="OL-0140")
    try:
        tools.cancel_order(order_id="O-0005")
    except tools.Refused:
        tools.cancel_order(order_id="O-0042")
    try:
        tools.cancel_order(order_id="O-0037")
    except tools.Refused:
        tools.request_return(line_id="OL-0052", cause="not needed")
