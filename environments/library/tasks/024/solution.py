def solve(tools):
    holds = tools.list_holds_of_book(book_id="B-0014")
    hold = min(holds, key=lambda one: one["placed"])
    tools.cancel_hold(hold_id=hold["hold_id"])
    book = next(
        one for one in tools.search_books(title="The Hidden Lantern")["items"] if one["title"] == "The Hidden Lantern"
    )
    try:
        tools.renew_loan(loan_id="L-0079")
    except tools.Refused:
        tools.place_hold(book_id=book["book_id"], member_id="M-0029")
