def solve(tools):
    order_line = tools.get_order_line(line_id="OL-0057")
    tools.add_line(order_id=order_line["order_id"], product_id="P-0034", amount=4)
    product = next(one for one in tools.search_products(name="Corvo Shelf")["items"] if one["name"] == "Corvo Shelf")
    orders = tools.list_orders_of_customer(customer_id="CU-0033")
    for one in orders:
        try:
            tools.add_line(product_id=product["product_id"], amount=4, order_id=one["order_id"])
        except tools.Refused:
            pass
