def solve(tools):
    card = tools.get_card(card_id="CD-0051")
    account = tools.get_account(account_id=card["account_id"])
    return account["customer_id"]
