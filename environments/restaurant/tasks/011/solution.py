def solve(tools):
    bill_lines = tools.list_bill_lines_of_bill(bill_id="BI-0015")
    bill_line = max(bill_lines, key=lambda one: one["amount"])
    return bill_line["amount"]
