def solve(tools):
    transfer = tools.get_transfer(transfer_id="T-0102")
    return transfer["from_account_id"]
