def solve(tools):
    ingredient = next(one for one in tools.search_ingredients(name="Cod")["items"] if one["name"] == "Cod")
    return ingredient["supplier_id"]
