def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0032")
    try:
        tools.pay_bill(bill_id="BI-0058", given=15)
    except tools.Refused:
        tools.reserve_table(
            guest_id="GU-0016", table_id=reservation["table_id"], on_day="2026-11-10", at="lunch", people=9
        )
    try:
        tools.restock(ingredient_id="IG-0022", kilos=2)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0022", kilos=5)
