def solve(tools):
    tools.restock(ingredient_id="IG-0014", kilos=10)
    tools.order_dish(bill_id="BI-0059", dish_id="DI-0002", count_wanted=3)
