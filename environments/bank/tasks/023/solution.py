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
    customers = every(tools.search_customers, segment="retail")
    customers = [one for one in customers if one["score"] >= 527]
    accounts = every(tools.search_accounts, kind="current")
    customers = [one for one in customers if one["customer_id"] not in {other["customer_id"] for other in accounts}]
    numbers = [one["score"] for one in customers]
    return round(sum(numbers) / len(numbers), 2)
