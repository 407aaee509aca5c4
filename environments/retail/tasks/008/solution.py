def solve(tools):
    try:
        tools.add_line(order_id="O-0019", product_id="P-0048", amount=3)
    except tools.Refused:
        tools.add_line(order_id="O-0012", product_id="P-0068", amount=3)
    try:
        tools.add_line(order_id="O-0022", product_id="P-0048", amount=5)
    except tools.Refused:
        tools.accept_return(request_id="RR-0019")
