def solve(tools):
    try:
        tools.block_card(card_id="CD-0041")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0090")
    try:
        tools.change_card_limit(card_id="CD-0018", new_limit=6000)
    except tools.Refused:
        tools.repay_loan(loan_id="L-0007", account_id="A-0050", sum_paid=100)
    try:
        tools.change_card_limit(card_id="CD-0002", new_limit=6000)
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0052", new_limit=4500)
    try:
        tools.change_card_limit(card_id="CD-0021", new_limit=5000)
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0062", to_account_id="A-0055", sum_paid=1700, reason="rent")
