def solve(tools):
    try:
        tools.renew_loan(loan_id="L-0051")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0106", member_id="M-0039")
    try:
        tools.renew_loan(loan_id="L-0036")
    except tools.Refused:
        tools.place_hold(book_id="B-0042", member_id="M-0029")
