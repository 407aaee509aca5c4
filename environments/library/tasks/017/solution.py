def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    books = every(tools.search_books)
    books = [one for one in books if one["pages"] >= 425 and one["price"] <= 28]
    for one in books:
        try:
            tools.place_hold(member_id="M-0035", book_id=one["book_id"])
        except tools.Refused:
            pass
