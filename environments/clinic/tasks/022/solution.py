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
    patients = every(tools.search_patients, insurance="public")
    patients = [one for one in patients if one["balance"] >= 107 and one["born"] <= "1987-06-06"]
    numbers = [one["balance"] for one in patients]
    return round(sum(numbers) / len(numbers), 2)
