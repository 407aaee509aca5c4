def solve(tools):
    ingredient = next(one for one in tools.search_ingredients(name="Prawns")["items"] if one["name"] == "Prawns")
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0062")
    try:
        tools.drop_ingredient(ingredient_id=ingredient["ingredient_id"])
    except tools.Refused:
        tools.drop_ingredient(ingredient_id=recipe_entry["ingredient_id"])
