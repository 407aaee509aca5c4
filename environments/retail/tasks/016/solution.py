def solve(tools):
    try:
        tools.place_order(customer_id="CU-0013", method="standard")
    except tools.Refused:
        tools.accept_return(request_id="RR-0015")
    tools.add_line(order_id="O-0002", product_id="P-0063", amount=1)
