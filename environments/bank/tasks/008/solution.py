def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0011", to_account_id="A-0083", sum_paid=1600, reason="rent")
    except tools.Refused:
        tools.block_card(card_id="CD-0055")
    try:
        tools.transfer_money(from_account_id="A-0019", to_account_id="A-0038", sum_paid=1800, reason="savings")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0095")
