def solve(tools):
    recipe_entry = tools.get_recipe_entry(recipe_id="RE-0033")
    bill_lines = tools.list_bill_lines_of_dish(dish_id=recipe_entry["dish_id"])
    bill_lines = [one for one in bill_lines if one["portions"] <= 1]
    return sorted(one["line_id"] for one in bill_lines)
