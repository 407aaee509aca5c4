def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0062", dish_id="DI-0022", count_wanted=10)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0002", table_id="TB-0018", on_day="2026-11-08", at="late dinner", people=5)
    try:
        tools.order_dish(bill_id="BI-0060", dish_id="DI-0032", count_wanted=6)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0065", dish_id="DI-0026", count_wanted=4)
