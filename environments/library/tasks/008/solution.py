def solve(tools):
    loan = tools.get_loan(loan_id="L-0062")
    copy = tools.get_copy(copy_id=loan["copy_id"])
    return copy["book_id"]
