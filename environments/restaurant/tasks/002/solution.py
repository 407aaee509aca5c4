def solve(tools):
    tools.restock(ingredient_id="IG-0014", kilos=10)
