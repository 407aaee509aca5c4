def solve(tools):
    try:
        tools.cancel_order(order_id="O-0085")
    except tools.Refused:
        tools.place_order(customer_id="CU-0028", method="standard")
    try:
        tools.cancel_order(order_id="O-0002")
    except tools.Refused:
        tools.accept_return(request_id="RR-0026")
