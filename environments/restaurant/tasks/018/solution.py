def solve(tools):
    try:
        tools.drop_ingredient(ingredient_id="IG-0029")
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0022")
    try:
        tools.drop_ingredient(ingredient_id="IG-0002")
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0010")
