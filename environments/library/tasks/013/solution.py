def solve(tools):
    try:
        tools.place_hold(book_id="B-0048", member_id="M-0001")
    except tools.Refused:
        tools.pay_fees(member_id="M-0018", amount=14)
    try:
        tools.cancel_hold(hold_id="H-0006")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0063")
