def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0007", account_id="A-0050", sum_paid=1300)
    except tools.Refused:
        tools.repay_loan(loan_id="L-0006", account_id="A-0084", sum_paid=900)
