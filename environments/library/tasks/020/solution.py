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
    member = next(one for one in tools.search_members(name="Leo Walker")["items"] if one["name"] == "Leo Walker")
    tools.lend_copy(copy_id="C-0107", member_id=member["member_id"])
    books = every(tools.search_books, genre="novel")
    books = [one for one in books if one["price"] >= 46]
    numbers = [one["pages"] for one in books]
    return round(sum(numbers) / len(numbers), 2)
