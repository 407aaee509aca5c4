def solve(tools):
    tools.return_copy(loan_id="L-0082")
