def solve(tools):
    loan = tools.get_loan(loan_id="L-0024")
    tools.lend_copy(copy_id=loan["copy_id"], member_id="M-0029")
    loans = tools.list_loans_of_copy(copy_id="C-0061")
    loan_2 = max(loans, key=lambda one: one["due"])
    try:
        tools.renew_loan(loan_id=loan_2["loan_id"])
    except tools.Refused:
        tools.renew_loan(loan_id="L-0053")
