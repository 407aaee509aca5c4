def solve(tools):
    account = next(
        one for one in tools.search_accounts(number="35 3663 3743")["items"] if one["number"] == "35 3663 3743"
    )
    cards = tools.list_cards_of_account(account_id=account["account_id"])
    cards.sort(key=lambda one: one["monthly_limit"], reverse=True)
    for one in cards:
        try:
            tools.change_card_limit(new_limit=5000, card_id=one["card_id"])
        except tools.Refused:
            continue
        break
