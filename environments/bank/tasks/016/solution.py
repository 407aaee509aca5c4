def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0007", account_id="A-0050", sum_paid=20000)
    except tools.Refused:
        tools.close_account(account_id="A-0073")
    try:
        tools.repay_loan(loan_id="L-0019", account_id="A-0061", sum_paid=500)
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0010", new_limit=5000)
