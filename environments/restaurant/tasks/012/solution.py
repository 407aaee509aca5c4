def solve(tools):
    try:
        tools.cancel_reservation(reservation_id="RS-0050")
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0022")
    try:
        tools.cancel_reservation(reservation_id="RS-0019")
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0072", given=9)
