def solve(tools):
    try:
        tools.place_hold(book_id="B-0041", member_id="M-0015")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0018")
    try:
        tools.cancel_hold(hold_id="H-0006")
    except tools.Refused:
        tools.renew_loan(loan_id="L-0119")
    try:
        tools.pay_fees(member_id="M-0005", amount=24)
    except tools.Refused:
        tools.cancel_hold(hold_id="H-0033")
