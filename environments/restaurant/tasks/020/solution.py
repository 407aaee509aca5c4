def solve(tools):
    tools.reserve_table(guest_id="GU-0027", table_id="TB-0004", on_day="2026-11-18", at="early dinner", people=4)
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0108")
    tools.drop_ingredient(ingredient_id=recipe_entry["ingredient_id"])
