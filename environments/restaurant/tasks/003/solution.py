def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0034")
    return recipe_entry["ingredient_id"]
