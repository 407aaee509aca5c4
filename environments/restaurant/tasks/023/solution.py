def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0102")
    try:
        tools.reserve_table(guest_id="GU-0008", table_id="TB-0001", on_day="2026-11-14", at="lunch", people=2)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id=recipe_entry["ingredient_id"])
    return tools.search_bills(status="paid")["total"]
