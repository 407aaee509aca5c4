def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    product = next(
        one for one in tools.search_products(name="Junip Backpack")["items"] if one["name"] == "Junip Backpack"
    )
    products = tools.list_products_of_category(category_id=product["category_id"])
    products = [one for one in products if one["stock"] <= 22]
    order_lines = every(tools.search_order_lines)
    order_lines = [one for one in order_lines if one["quantity"] <= 2]
    products = [one for one in products if one["product_id"] in {other["product_id"] for other in order_lines}]
    category = next(one for one in tools.search_categories(name="Camping")["items"] if one["name"] == "Camping")
    products_2 = tools.list_products_of_category(category_id=category["category_id"])
    products_2 = [one for one in products_2 if one["stock"] <= 22]
    order_lines_2 = every(tools.search_order_lines)
    order_lines_2 = [one for one in order_lines_2 if one["quantity"] <= 2]
    products_2 = [one for one in products_2 if one["product_id"] in {other["product_id"] for other in order_lines_2}]
    return sum(one["price"] for one in products) - sum(one["price"] for one in products_2)
