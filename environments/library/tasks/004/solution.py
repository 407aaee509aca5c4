def solve(tools):
    try:
        tools.pay_fees(member_id="M-0019", amount=24)
    except tools.Refused:
        tools.return_copy(loan_id="L-0134")
