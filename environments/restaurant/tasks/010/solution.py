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
    reservations = every(tools.search_reservations, status="seated")
    reservations = [one for one in reservations if one["day"] <= "2026-11-01"]
    return len(reservations)
