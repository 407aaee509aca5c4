def solve(tools):
    try:
        tools.repay_loan(loan_id="L-0017", account_id="A-0056", sum_paid=400)
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0052", to_account_id="A-0015", sum_paid=800, reason="rent")
