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
    films = every(tools.search_films)
    films = [one for one in films if one["fee"] <= 350]
    films.sort(key=lambda one: one["minutes"], reverse=True)
    for one in films:
        try:
            tools.cast_vote(juror_id="JU-0001", given=3, film_id=one["film_id"])
        except tools.Refused:
            continue
        break
