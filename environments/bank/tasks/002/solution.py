def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0055", to_account_id="A-0070", sum_paid=850, reason="rent")
    except tools.Refused:
        tools.block_card(card_id="CD-0055")
    try:
        tools.transfer_money(from_account_id="A-0045", to_account_id="A-0080", sum_paid=3000, reason="purchase")
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0002", new_limit=3000)
    try:
        tools.reverse_transfer(transfer_id="T-0021")
    except tools.Refused:
        tools.close_account(account_id="A-0073")
    try:
        tools.reverse_transfer(transfer_id="T-0089")
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0005", new_limit=4000)
