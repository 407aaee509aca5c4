def solve(tools):
    try:
        tools.place_order(customer_id="CU-0006", method="express")
    except tools.Refused:
        tools.add_line(order_id="O-0069", product_id="P-0008", amount=5)
    try:
        tools.place_order(customer_id="CU-0017", method="express")
    except tools.Refused:
        tools.accept_return(request_id="RR-0003")
