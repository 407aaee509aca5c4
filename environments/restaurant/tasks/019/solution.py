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
    bill_line = tools.get_bill_line(line_id="BL-0101")
    tools.pay_bill(bill_id=bill_line["bill_id"], given=10)
    reservations = every(tools.search_reservations)
    reservations = [one for one in reservations if one["day"] >= "2026-11-03"]
    number = sum(one["party"] for one in reservations)
    if number > 192:
        tools.reserve_table(guest_id="GU-0007", table_id="TB-0009", on_day="2026-11-18", at="late dinner", people=4)
    else:
        tools.restock(ingredient_id="IG-0020", kilos=9)
