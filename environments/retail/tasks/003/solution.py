def solve(tools):
    customer = next(one for one in tools.search_customers(name="Ines Cruz")["items"] if one["name"] == "Ines Cruz")
    return customer["city"]
