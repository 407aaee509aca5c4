def solve(tools):
    transfer = tools.get_transfer(transfer_id="T-0102")
    account = tools.get_account(account_id=transfer["to_account_id"])
    return account["number"]
