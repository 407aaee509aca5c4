def solve(tools):
    card = next(one for one in tools.search_cards(number="5353 9944")["items"] if one["number"] == "5353 9944")
    try:
        tools.change_card_limit(card_id=card["card_id"], new_limit=4500)
    except tools.Refused:
        tools.change_card_limit(card_id=card["card_id"], new_limit=1000)
    try:
        tools.repay_loan(loan_id="L-0016", account_id="A-0079", sum_paid=1100)
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0079", to_account_id="A-0015", sum_paid=800, reason="rent")
