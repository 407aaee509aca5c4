def solve(tools):
    product = next(
        one for one in tools.search_products(name="Dunmore Blanket")["items"] if one["name"] == "Dunmore Blanket"
    )
    order_lines = tools.list_order_lines_of_product(product_id=product["product_id"])
    for one in order_lines:
        try:
            tools.ship_line(line_id=one["line_id"])
        except tools.Refused:
            pass
