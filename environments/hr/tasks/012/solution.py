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
    applications = every(tools.search_applications, stage="offer")
    applications = [one for one in applications if one["rating"] <= 6]
    return len(applications)
