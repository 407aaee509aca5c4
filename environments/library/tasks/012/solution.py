def solve(tools):
    try:
        tools.renew_loan(loan_id="L-0038")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0028")
    try:
        tools.place_hold(book_id="B-0022", member_id="M-0039")
    except tools.Refused:
        tools.cancel_hold(hold_id="H-0026")
