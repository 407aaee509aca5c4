def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0009", table_id="TB-0004", on_day="2026-11-09", at="lunch", people=5)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0031", dish_id="DI-0029", count_wanted=3)
    try:
        tools.reserve_table(guest_id="GU-0012", table_id="TB-0003", on_day="2026-11-08", at="late dinner", people=2)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0006", kilos=15)
    try:
        tools.cancel_reservation(reservation_id="RS-0026")
    except tools.Refused:
        tools.order_dish(bill_id="BI-0080", dish_id="DI-0023", count_wanted=1)
    try:
        tools.cancel_reservation(reservation_id="RS-0009")
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0066", given=2)
