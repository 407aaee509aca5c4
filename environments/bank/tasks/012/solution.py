def solve(tools):
    account = next(
        one for one in tools.search_accounts(number="76 1622 4811")["items"] if one["number"] == "76 1622 4811"
    )
    transfers = tools.list_transfers_of_from_account(from_account_id=account["account_id"])
    transfers = [one for one in transfers if one["purpose"] == "savings"]
    for one in transfers:
        try:
            tools.reverse_transfer(transfer_id=one["transfer_id"])
        except tools.Refused:
            pass
