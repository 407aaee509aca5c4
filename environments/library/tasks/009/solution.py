from itertools import combinations


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
    books = [one for one in books if one["year"] >= 1989 and one["pages"] <= 339]
    sets = [
        chosen
        for chosen in combinations(books, 3)
        if sum(one["price"] for one in chosen) <= 76 and len({one["genre"] for one in chosen}) == 3
    ]
    best = max(sets, key=lambda chosen: sum(one["pages"] for one in chosen))
    return sorted(one["book_id"] for one in best)
