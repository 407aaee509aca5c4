def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0025", to_account_id="A-0067", sum_paid=1450, reason="rent")
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0067", to_account_id="A-0044", sum_paid=450, reason="rent")
    try:
        tools.close_account(account_id="A-0008")
    except tools.Refused:
        tools.block_card(card_id="CD-0006")
