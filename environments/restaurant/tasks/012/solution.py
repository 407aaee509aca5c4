def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0069", dish_id="DI-0043", count_wanted=8)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0008", table_id="TB-0018", on_day="2026-11-18", at="late dinner", people=5)
    try:
        tools.order_dish(bill_id="BI-0007", dish_id="DI-0030", count_wanted=1)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0017", dish_id="DI-0006", count_wanted=1)
