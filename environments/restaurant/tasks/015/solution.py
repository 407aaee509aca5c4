def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0039", dish_id="DI-0026", count_wanted=7)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0022")
    try:
        tools.pay_bill(bill_id="BI-0046", given=20)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0128")
