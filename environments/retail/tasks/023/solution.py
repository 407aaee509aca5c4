def solve(tools):
    customer = next(
        one for one in tools.search_customers(name="Hassan Patel")["items"] if one["name"] == "Hassan Patel"
    )
    try:
        tools.place_order(customer_id="CU-0008", method="express")
    except tools.Refused:
        tools.place_order(customer_id=customer["customer_id"], method="standard")
    product = next(
        one for one in tools.search_products(name="Birkin Pillow")["items"] if one["name"] == "Birkin Pillow"
    )
    order_lines = tools.list_order_lines_of_product(product_id=product["product_id"])
    return sum(one["price"] for one in order_lines)
