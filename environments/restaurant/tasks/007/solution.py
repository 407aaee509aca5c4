def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0034")
    dish = tools.get_dish(dish_id=recipe_entry["dish_id"])
    return dish["name"]
