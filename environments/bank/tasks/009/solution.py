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
    accounts = every(tools.search_accounts, status="closed")
    accounts = [one for one in accounts if one["overdraft"] <= 250]
    return len(accounts)
