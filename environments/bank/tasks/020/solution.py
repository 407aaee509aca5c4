def solve(tools):
    try:
        tools.block_card(card_id="CD-0033")
    except tools.Refused:
        tools.repay_loan(loan_id="L-0001", account_id="A-0025", sum_paid=1800)
    card = next(one for one in tools.search_cards(number="9850 0748")["items"] if one["number"] == "9850 0748")
    try:
        tools.change_card_limit(card_id=card["card_id"], new_limit=5500)
    except tools.Refused:
        tools.change_card_limit(card_id=card["card_id"], new_limit=3000)
