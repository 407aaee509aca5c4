def solve(tools):
    try:
        tools.order_dish(bill_id="BI-0041", dish_id="DI-0019", count_wanted=2)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0060", given=13)
    try:
        tools.order_dish(bill_id="BI-0033", dish_id="DI-0034", count_wanted=1)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0065", given=5)
