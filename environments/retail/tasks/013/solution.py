def solve(tools):
    try:
        tools.place_order(customer_id="CU-0038", method="express")
    except tools.Refused:
        tools.place_order(customer_id="CU-0038", method="standard")
    try:
        tools.add_line(order_id="O-0068", product_id="P-0011", amount=6)
    except tools.Refused:
        tools.add_line(order_id="O-0013", product_id="P-0011", amount=6)
