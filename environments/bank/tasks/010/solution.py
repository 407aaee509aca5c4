def solve(tools):
    card = next(one for one in tools.search_cards(number="3239 6524")["items"] if one["number"] == "3239 6524")
    account = tools.get_account(account_id=card["account_id"])
    return account["customer_id"]
