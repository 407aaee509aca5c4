def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0018", table_id="TB-0011", on_day="2026-11-05", at="late dinner", people=2)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0042", dish_id="DI-0024", count_wanted=7)
    try:
        tools.reserve_table(guest_id="GU-0020", table_id="TB-0010", on_day="2026-11-13", at="late dinner", people=5)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0103")
