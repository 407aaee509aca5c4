def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0013", table_id="TB-0011", on_day="2026-11-17", at="early dinner", people=2)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0031", dish_id="DI-0029", count_wanted=3)
    try:
        tools.reserve_table(guest_id="GU-0013", table_id="TB-0009", on_day="2026-11-16", at="late dinner", people=4)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0027", table_id="TB-0001", on_day="2026-11-15", at="late dinner", people=2)
