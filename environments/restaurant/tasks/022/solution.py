def solve(tools):
    bill_line = tools.get_bill_line(line_id="BL-0173")
    try:
        tools.order_dish(bill_id=bill_line["bill_id"], dish_id="DI-0020", count_wanted=8)
    except tools.Refused:
        tools.pay_bill(bill_id=bill_line["bill_id"], given=10)
    try:
        tools.order_dish(bill_id="BI-0027", dish_id="DI-0022", count_wanted=10)
    except tools.Refused:
        tools.order_dish(bill_id="BI-0062", dish_id="DI-0022", count_wanted=7)
