def solve(tools):
    try:
        tools.renew_loan(loan_id="L-0126")
    except tools.Refused:
        tools.return_copy(loan_id="L-0126")
    try:
        tools.renew_loan(loan_id="L-0087")
    except tools.Refused:
        tools.return_copy(loan_id="L-0087")
