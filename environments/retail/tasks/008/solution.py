def solve(tools):
    order_lines = tools.list_order_lines_of_order(order_id="O-0024")
    order_line = min(order_lines, key=lambda one: one["quantity"])
    return order_line["line_id"]
