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
    customers = [one for one in customers if one["score"] >= 531]
    accounts = every(tools.search_accounts)
    accounts = [one for one in accounts if one["status"] != "open"]
    customers = [one for one in customers if one["customer_id"] in {other["customer_id"] for other in accounts}]
    customer = min(customers, key=lambda one: one["score"])
    return customer["name"]
