def solve(tools):
    order_lines = tools.list_order_lines_of_product(product_id="P-0024")
    return sorted(one["line_id"] for one in order_lines)
