def solve(tools):
    hold = tools.get_hold(hold_id="H-0024")
    book = tools.get_book(book_id=hold["book_id"])
    return book["pages"]
