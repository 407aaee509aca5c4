def solve(tools):
    try:
        tools.request_return(line_id="OL-0084", cause="damaged")
    except tools.Refused:
        tools.add_line(order_id="O-0033", product_id="P-0060", amount=2)
    try:
        tools.request_return(line_id="OL-0205", cause="not needed")
    except tools.Refused:
        tools.request_return(line_id="OL-0157", cause="damaged")
    try:
        tools.request_return(line_id="OL-0139", cause="damaged")
    except tools.Refused:
        tools.place_order(customer_id="CU-0014", method="standard")
    try:
        tools.accept_return(request_id="RR-0017")
    except tools.Refused:
        tools.place_order(customer_id="CU-0027", method="standard")
