def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0130")
    try:
        tools.drop_ingredient(ingredient_id=recipe_entry["ingredient_id"])
    except tools.Refused:
        tools.restock(ingredient_id=recipe_entry["ingredient_id"], kilos=19)
