def solve(tools):
    tools.add_line(order_id="O-0089", product_id="P-0070", amount=2)
    tools.request_return(line_id="OL-0012", cause="damaged")
