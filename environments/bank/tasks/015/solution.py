def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0034", account_id="A-0065", sum_paid=200)
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0067", to_account_id="A-0054", sum_paid=1400, reason="rent")
    try:
        tools.repay_loan(loan_id="L-0017", account_id="A-0006", sum_paid=900)
    except tools.Refused:
        tools.repay_loan(loan_id="L-0015", account_id="A-0076", sum_paid=300)
