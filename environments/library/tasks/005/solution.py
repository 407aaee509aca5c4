def solve(tools):
    tools.return_copy(loan_id="L-0082")
    tools.cancel_hold(hold_id="H-0009")
