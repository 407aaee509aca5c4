def solve(tools):
    customer = next(one for one in tools.search_customers(name="Ines Bauer")["items"] if one["name"] == "Ines Bauer")
    return customer["city"]
