def solve(tools):
    book = next(
        one for one in tools.search_books(title="The Paper Harbour")["items"] if one["title"] == "The Paper Harbour"
    )
    copies = tools.list_copies_of_book(book_id=book["book_id"])
    for one in copies:
        try:
            tools.lend_copy(member_id="M-0039", copy_id=one["copy_id"])
        except tools.Refused:
            pass
