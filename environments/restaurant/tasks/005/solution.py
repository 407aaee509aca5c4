def solve(tools):
    try:
        tools.restock(ingredient_id="IG-0009", kilos=3)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0008", table_id="TB-0018", on_day="2026-11-18", at="late dinner", people=5)
    try:
        tools.restock(ingredient_id="IG-0009", kilos=10)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0017", dish_id="DI-0006", count_wanted=1)
    try:
        tools.drop_ingredient(ingredient_id="IG-0020")
    except tools.Refused:
        tools.restock(ingredient_id="IG-0022", kilos=12)
    try:
        tools.drop_ingredient(ingredient_id="IG-0014")
    except tools.Refused:
        tools.restock(ingredient_id="IG-0027", kilos=5)
