def solve(tools):
    try:
        tools.place_hold(book_id="B-0017", member_id="M-0003")
    except tools.Refused:
        tools.pay_fees(member_id="M-0003", amount=9)
    try:
        tools.cancel_hold(hold_id="H-0036")
    except tools.Refused:
        tools.place_hold(book_id="B-0031", member_id="M-0021")
