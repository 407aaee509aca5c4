def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0027")
    ingredient = tools.get_ingredient(ingredient_id=recipe_entry["ingredient_id"])
    ingredients = tools.list_ingredients_of_supplier(supplier_id=ingredient["supplier_id"])
    ingredients = [one for one in ingredients if one["price"] >= 11]
    numbers = [one["price"] for one in ingredients]
    return round(sum(numbers) / len(numbers), 2)
