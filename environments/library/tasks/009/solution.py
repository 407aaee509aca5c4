def solve(tools):
    try:
        tools.lend_copy(copy_id="C-0019", member_id="M-0013")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0035")
    try:
        tools.lend_copy(copy_id="C-0054", member_id="M-0016")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0018", member_id="M-0020")
