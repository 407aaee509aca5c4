def solve(tools):
    tools.cancel_hold(hold_id="H-0033")
    tools.place_hold(book_id="B-0017", member_id="M-0029")
