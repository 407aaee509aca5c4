def solve(tools):
    tools.place_hold(book_id="B-0020", member_id="M-0030")
    loan = tools.get_loan(loan_id="L-0032")
    tools.place_hold(book_id="B-0005", member_id=loan["member_id"])
