def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    tools.reserve_table(guest_id="GU-0012", table_id="TB-0012", on_day="2026-11-09", at="late dinner", people=7)
    bills = every(tools.search_bills, status="paid")
    bills = [one for one in bills if one["tip"] <= 4]
    number = len(bills)
    bill_line = tools.get_bill_line(line_id="BL-0064")
    bill = tools.get_bill(bill_id=bill_line["bill_id"])
    if number > 35:
        tools.reserve_table(guest_id="GU-0036", table_id=bill["table_id"], on_day="2026-11-13", at="lunch", people=5)
    else:
        tools.pay_bill(bill_id="BI-0022", given=0)
