def solve(tools):
    try:
        tools.renew_loan(loan_id="L-0038")
    except tools.Refused:
        tools.return_copy(loan_id="L-0030")
    try:
        tools.renew_loan(loan_id="L-0135")
    except tools.Refused:
        tools.return_copy(loan_id="L-0089")
    try:
        tools.renew_loan(loan_id="L-0122")
    except tools.Refused:
        tools.cancel_hold(hold_id="H-0024")
