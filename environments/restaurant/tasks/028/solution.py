def solve(tools):
    bill_line = tools.get_bill_line(line_id="BL-0058")
    bill_lines_2 = tools.list_bill_lines_of_bill(bill_id=bill_line["bill_id"])
    bill_line_2 = max(bill_lines_2, key=lambda one: one["portions"])
    bill_lines = tools.list_bill_lines_of_bill(bill_id=bill_line_2["bill_id"])
    numbers = [one["amount"] for one in bill_lines]
    return round(sum(numbers) / len(numbers), 2)
