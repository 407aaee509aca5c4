def solve(tools):
    product = next(
        one for one in tools.search_products(name="Hollis Desk Lamp")["items"] if one["name"] == "Hollis Desk Lamp"
    )
    products = tools.list_products_of_category(category_id=product["category_id"])
    products = [one for one in products if one["stock"] >= 11]
    numbers = [one["price"] for one in products]
    return round(sum(numbers) / len(numbers), 2)
