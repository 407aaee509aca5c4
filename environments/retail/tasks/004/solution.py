def solve(tools):
    try:
        tools.accept_return(request_id="RR-0018")
    except tools.Refused:
        tools.place_order(customer_id="CU-0029", method="express")
