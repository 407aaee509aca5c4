def solve(tools):
    book = next(
        one for one in tools.search_books(title="The Paper Station")["items"] if one["title"] == "The Paper Station"
    )
    return book["pages"]
