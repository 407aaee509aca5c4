def solve(tools):
    loan = tools.get_loan(loan_id="L-0069")
    return loan["member_id"]
