def solve(tools):
    tools.add_line(order_id="O-0037", product_id="P-0034", amount=4)
    product = next(one for one in tools.search_products(name="Corvo Shelf")["items"] if one["name"] == "Corvo Shelf")
    orders = tools.list_orders_of_customer(customer_id="CU-0033")
    for one in orders:
        try:
            tools.add_line(product_id=product["product_id"], amount=4, order_id=one["order_id"])
        except tools.Refused:
            pass
