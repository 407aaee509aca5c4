def solve(tools):
    account = next(
        one for one in tools.search_accounts(number="84 1095 0184")["items"] if one["number"] == "84 1095 0184"
    )
    transfers = tools.list_transfers_of_from_account(from_account_id=account["account_id"])
    transfer = min(transfers, key=lambda one: one["amount"])
    return transfer["day"]
