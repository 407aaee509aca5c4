def solve(tools):
    products = tools.list_products_of_category(category_id="CA-0012")
    return sum(one["price"] for one in products)
