def solve(tools):
    try:
        tools.accept_return(request_id="RR-0014")
    except tools.Refused:
        tools.cancel_order(order_id="O-0081")
