def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0025", dish_id="DI-0037", count_wanted=7)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0120")
    try:
        tools.pay_bill(bill_id="BI-0076", given=20)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0022", dish_id="DI-0004", count_wanted=4)
