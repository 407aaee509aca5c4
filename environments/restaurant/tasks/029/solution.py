def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0074")
    bills = tools.list_bills_of_table(table_id=reservation["table_id"])
    bills = [one for one in bills if one["day"] <= "2026-11-04"]
    number = sum(one["tip"] for one in bills)
    bill_line = tools.get_bill_line(line_id="BL-0024")
    if number > 23:
        tools.pay_bill(bill_id="BI-0031", given=8)
    else:
        tools.pay_bill(bill_id=bill_line["bill_id"], given=13)
    tools.order_dish(bill_id="BI-0049", dish_id="DI-0025", count_wanted=4)
