def solve(tools):
    try:
        tools.restock(ingredient_id="IG-0016", kilos=19)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0016", kilos=8)
    try:
        tools.drop_ingredient(ingredient_id="IG-0004")
    except tools.Refused:
        tools.restock(ingredient_id="IG-0004", kilos=18)
