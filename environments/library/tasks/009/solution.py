def solve(tools):
    try:
        tools.place_hold(book_id="B-0041", member_id="M-0015")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0018")
