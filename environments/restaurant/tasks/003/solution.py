def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0013", dish_id="DI-0003", count_wanted=6)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0021", table_id="TB-0010", on_day="2026-11-06", at="lunch", people=3)
    try:
        tools.order_dish(bill_id="BI-0049", dish_id="DI-0020", count_wanted=1)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0078", given=13)
    try:
        tools.order_dish(bill_id="BI-0022", dish_id="DI-0011", count_wanted=9)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0121")
    try:
        tools.order_dish(bill_id="BI-0010", dish_id="DI-0034", count_wanted=1)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0061", given=9)
