def solve(tools):
    try:
        tools.block_card(card_id="CD-0033")
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0062", to_account_id="A-0041", sum_paid=100, reason="purchase")
    try:
        tools.change_card_limit(card_id="CD-0017", new_limit=3000)
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0118")
