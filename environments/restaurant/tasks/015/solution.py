def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0026", dish_id="DI-0003", count_wanted=8)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0026", given=15)
    try:
        tools.order_dish(bill_id="BI-0004", dish_id="DI-0029", count_wanted=7)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0004", given=9)
