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
    trucks = every(tools.search_trucks, status="ready")
    trucks = [one for one in trucks if one["capacity"] <= 1400]
    return len(trucks)
