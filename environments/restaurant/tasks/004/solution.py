def solve(tools):
    tools.cancel_reservation(reservation_id="RS-0103")
    bill_lines = tools.list_bill_lines_of_bill(bill_id="BI-0044")
    return sorted(one["line_id"] for one in bill_lines)
