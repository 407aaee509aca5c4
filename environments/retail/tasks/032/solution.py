def solve(tools):
    tools.place_order(customer_id="CU-0014", method="express")
    tools.request_return(line_id="OL-0197", cause="damaged")
