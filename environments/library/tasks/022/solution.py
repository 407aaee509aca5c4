def solve(tools):
    tools.place_hold(book_id="B-0020", member_id="M-0030")
    loan = tools.get_loan(loan_id="L-0032")
    try:
        tools.return_copy(loan_id="L-0007")
    except tools.Refused:
        tools.place_hold(book_id="B-0005", member_id=loan["member_id"])
    return tools.search_holds(status="waiting")["total"]
