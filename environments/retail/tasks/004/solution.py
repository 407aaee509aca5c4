def solve(tools):
    tools.accept_return(request_id="RR-0003")
    tools.cancel_order(order_id="O-0051")
