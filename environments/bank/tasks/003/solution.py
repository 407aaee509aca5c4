def solve(tools):
    try:
        tools.reverse_transfer(transfer_id="T-0132")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0023")
    try:
        tools.close_account(account_id="A-0056")
    except tools.Refused:
        tools.close_account(account_id="A-0073")
    try:
        tools.close_account(account_id="A-0021")
    except tools.Refused:
        tools.block_card(card_id="CD-0038")
    try:
        tools.close_account(account_id="A-0057")
    except tools.Refused:
        tools.repay_loan(loan_id="L-0007", account_id="A-0067", sum_paid=1300)
