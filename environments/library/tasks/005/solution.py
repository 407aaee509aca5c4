def solve(tools):
    try:
        tools.renew_loan(loan_id="L-0038")
    except tools.Refused:
        tools.return_copy(loan_id="L-0030")
