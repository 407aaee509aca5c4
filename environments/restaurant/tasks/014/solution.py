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
    bills = tools.list_bills_of_table(table_id="TB-0018")
    bill_lines = every(tools.search_bill_lines)
    bill_lines = [one for one in bill_lines if one["amount"] <= 30]
    bills = [one for one in bills if one["bill_id"] in {other["bill_id"] for other in bill_lines}]
    for one in bills:
        try:
            tools.order_dish(dish_id="DI-0007", count_wanted=3, bill_id=one["bill_id"])
        except tools.Refused:
            pass
