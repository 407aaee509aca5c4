def solve(tools):
    loan = tools.get_loan(loan_id="L-0024")
    tools.lend_copy(copy_id=loan["copy_id"], member_id="M-0029")
    try:
        tools.renew_loan(loan_id="L-0045")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0053")
