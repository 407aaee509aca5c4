def solve(tools):
    try:
        tools.cancel_reservation(reservation_id="RS-0116")
    except tools.Refused:
        tools.restock(ingredient_id="IG-0008", kilos=11)
    try:
        tools.cancel_reservation(reservation_id="RS-0009")
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0022", given=2)
