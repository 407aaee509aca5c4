def solve(tools):
    transfer = tools.get_transfer(transfer_id="T-0141")
    transfers = tools.list_transfers_of_from_account(from_account_id=transfer["from_account_id"])
    transfer_2 = max(transfers, key=lambda one: one["amount"])
    account = tools.get_account(account_id=transfer_2["from_account_id"])
    customer = tools.get_customer(customer_id=account["customer_id"])
    return customer["name"]
