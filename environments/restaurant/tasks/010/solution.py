def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0044")
    ingredient = tools.get_ingredient(ingredient_id=recipe_entry["ingredient_id"])
    return ingredient["name"]
