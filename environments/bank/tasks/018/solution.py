def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0022", account_id="A-0040", sum_paid=200)
    except tools.Refused:
        tools.close_account(account_id="A-0078")
    try:
        tools.repay_loan(loan_id="L-0006", account_id="A-0084", sum_paid=20000)
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0043", new_limit=500)
