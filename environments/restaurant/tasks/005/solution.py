def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0075")
    tools.drop_ingredient(ingredient_id=recipe_entry["ingredient_id"])
