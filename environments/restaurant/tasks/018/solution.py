def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0044")
    recipes = tools.list_recipes_of_ingredient(ingredient_id=recipe_entry["ingredient_id"])
    recipe_entry_2 = max(recipes, key=lambda one: one["needed"])
    return recipe_entry_2["recipe_id"]
