def solve(tools):
    try:
        tools.drop_ingredient(ingredient_id="IG-0010")
    except tools.Refused:
        tools.restock(ingredient_id="IG-0017", kilos=14)
    try:
        tools.drop_ingredient(ingredient_id="IG-0014")
    except tools.Refused:
        tools.order_dish(bill_id="BI-0031", dish_id="DI-0007", count_wanted=3)
