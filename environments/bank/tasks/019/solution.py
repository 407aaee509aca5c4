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
    transfer = tools.get_transfer(transfer_id="T-0078")
    try:
        tools.close_account(account_id="A-0074")
    except tools.Refused:
        tools.close_account(account_id=transfer["from_account_id"])
    loans = every(tools.search_loans)
    loans = [one for one in loans if one["outstanding"] <= 500]
    loan = min(loans, key=lambda one: one["started"])
    return loan["loan_id"]
