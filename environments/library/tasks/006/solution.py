def solve(tools):
    loan = tools.get_loan(loan_id="L-0062")
    return loan["due"]
