def solve(tools):
    try:
        tools.lend_copy(copy_id="C-0078", member_id="M-0021")
    except tools.Refused:
        tools.pay_fees(member_id="M-0013", amount=5)
    try:
        tools.return_copy(loan_id="L-0092")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0109", member_id="M-0011")
