def solve(tools):
    try:
        tools.lend_copy(copy_id="C-0076", member_id="M-0011")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0112", member_id="M-0017")
    try:
        tools.lend_copy(copy_id="C-0023", member_id="M-0002")
    except tools.Refused:
        tools.cancel_hold(hold_id="H-0024")
    try:
        tools.lend_copy(copy_id="C-0024", member_id="M-0020")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0014")
