def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0066", to_account_id="A-0002", sum_paid=2200, reason="purchase")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0023")
    try:
        tools.transfer_money(from_account_id="A-0012", to_account_id="A-0078", sum_paid=2050, reason="savings")
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0025", new_limit=3500)
