def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0011", table_id="TB-0004", on_day="2026-11-17", at="late dinner", people=2)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0008")
    try:
        tools.reserve_table(guest_id="GU-0014", table_id="TB-0014", on_day="2026-11-16", at="lunch", people=5)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0009", kilos=12)
