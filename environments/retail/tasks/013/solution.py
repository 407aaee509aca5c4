def solve(tools):
    try:
        tools.request_return(line_id="OL-0043", cause="damaged")
    except tools.Refused:
        tools.ship_line(line_id="OL-0177")
    try:
        tools.request_return(line_id="OL-0165", cause="not needed")
    except tools.Refused:
        tools.add_line(order_id="O-0043", product_id="P-0065", amount=2)
