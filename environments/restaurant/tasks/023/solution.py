def solve(tools):
    bill_line = tools.get_bill_line(line_id="BL-0005")
    try:
        tools.pay_bill(bill_id=bill_line["bill_id"], given=1)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0080", given=10)
    try:
        tools.pay_bill(bill_id="BI-0062", given=17)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0062", given=0)
