def solve(tools):
    product = next(one for one in tools.search_products(name="Alder Bottle")["items"] if one["name"] == "Alder Bottle")
    try:
        tools.add_line(order_id="O-0037", product_id="P-0002", amount=6)
    except tools.Refused:
        tools.add_line(order_id="O-0012", product_id=product["product_id"], amount=2)
    try:
        tools.add_line(order_id="O-0055", product_id="P-0030", amount=8)
    except tools.Refused:
        tools.add_line(order_id="O-0055", product_id="P-0068", amount=4)
