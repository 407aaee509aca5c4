def solve(tools):
    tools.cancel_hold(hold_id="H-0033")
    book = next(
        one for one in tools.search_books(title="The Hidden Lantern")["items"] if one["title"] == "The Hidden Lantern"
    )
    try:
        tools.renew_loan(loan_id="L-0079")
    except tools.Refused:
        tools.place_hold(book_id=book["book_id"], member_id="M-0029")
