def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0004", dish_id="DI-0029", count_wanted=6)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0008", kilos=11)
    try:
        tools.pay_bill(bill_id="BI-0047", given=12)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0034", table_id="TB-0004", on_day="2026-11-11", at="lunch", people=5)
    try:
        tools.pay_bill(bill_id="BI-0032", given=18)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0020")
    try:
        tools.pay_bill(bill_id="BI-0058", given=10)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0095")
