def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0005", table_id="TB-0008", on_day="2026-11-08", at="lunch", people=6)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0022", table_id="TB-0014", on_day="2026-11-09", at="early dinner", people=5)
    try:
        tools.reserve_table(guest_id="GU-0022", table_id="TB-0002", on_day="2026-11-16", at="early dinner", people=4)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0008")
