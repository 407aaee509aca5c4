def solve(tools):
    category = next(one for one in tools.search_categories(name="Stationery")["items"] if one["name"] == "Stationery")
    products = tools.list_products_of_category(category_id=category["category_id"])
    for one in products:
        try:
            tools.add_line(order_id="O-0033", amount=2, product_id=one["product_id"])
        except tools.Refused:
            pass
