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
    account = next(
        one for one in tools.search_accounts(number="26 4355 0515")["items"] if one["number"] == "26 4355 0515"
    )
    account_2 = next(
        one for one in tools.search_accounts(number="32 5115 5969")["items"] if one["number"] == "32 5115 5969"
    )
    tools.transfer_money(
        from_account_id=account["account_id"], to_account_id=account_2["account_id"], sum_paid=800, reason="savings"
    )
    accounts = every(tools.search_accounts)
    accounts = [one for one in accounts if one["kind"] != "savings" and one["status"] != "open"]
    number = len(accounts)
    if number > 13:
        tools.repay_loan(loan_id="L-0022", account_id="A-0009", sum_paid=500)
    else:
        tools.reverse_transfer(transfer_id="T-0015")
