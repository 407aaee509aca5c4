def solve(tools):
    loans = tools.list_loans_of_copy(copy_id="C-0112")
    loan = min(loans, key=lambda one: one["due"])
    try:
        tools.pay_fees(member_id="M-0023", amount=36)
    except tools.Refused:
        tools.renew_loan(loan_id=loan["loan_id"])
    tools.cancel_hold(hold_id="H-0016")
