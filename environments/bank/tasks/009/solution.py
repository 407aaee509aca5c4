def solve(tools):
    transfer = tools.get_transfer(transfer_id="T-0118")
    account = tools.get_account(account_id=transfer["to_account_id"])
    accounts = tools.list_accounts_of_customer(customer_id=account["customer_id"])
    numbers = [one["balance"] for one in accounts]
    return round(sum(numbers) / len(numbers), 2)
