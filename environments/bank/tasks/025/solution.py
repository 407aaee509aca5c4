def solve(tools):
    card = tools.get_card(card_id="CD-0051")
    account = tools.get_account(account_id=card["account_id"])
    accounts = tools.list_accounts_of_customer(customer_id=account["customer_id"])
    return sorted(one["account_id"] for one in accounts)
