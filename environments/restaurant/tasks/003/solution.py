def solve(tools):
    tools.drop_ingredient(ingredient_id="IG-0024")
