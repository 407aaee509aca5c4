def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0030", account_id="A-0081", sum_paid=1900)
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0091")
    try:
        tools.repay_loan(loan_id="L-0017", account_id="A-0006", sum_paid=500)
    except tools.Refused:
        tools.change_card_limit(card_id="CD-0016", new_limit=3000)
    try:
        tools.repay_loan(loan_id="L-0013", account_id="A-0050", sum_paid=500)
    except tools.Refused:
        tools.close_account(account_id="A-0078")
    try:
        tools.repay_loan(loan_id="L-0027", account_id="A-0073", sum_paid=1800)
    except tools.Refused:
        tools.repay_loan(loan_id="L-0013", account_id="A-0067", sum_paid=200)
