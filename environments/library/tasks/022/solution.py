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
    books = every(tools.search_books, genre="science")
    books = [one for one in books if one["pages"] >= 397 and one["year"] <= 1981]
    copies = every(tools.search_copies)
    copies = [one for one in copies if one["wear"] <= 1]
    books = [one for one in books if one["book_id"] in {other["book_id"] for other in copies}]
    return sum(one["price"] for one in books)
