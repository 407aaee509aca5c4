def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0017", dish_id="DI-0024", count_wanted=10)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0003", table_id="TB-0010", on_day="2026-11-17", at="late dinner", people=3)
    try:
        tools.order_dish(bill_id="BI-0042", dish_id="DI-0034", count_wanted=2)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0008", table_id="TB-0004", on_day="2026-11-11", at="late dinner", people=5)
