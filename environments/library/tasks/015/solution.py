def solve(tools):
    try:
        tools.pay_fees(member_id="M-0023", amount=36)
    except tools.Refused:
        tools.renew_loan(loan_id="L-0063")
    tools.cancel_hold(hold_id="H-0016")
