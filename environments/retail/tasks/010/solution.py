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
    customers = every(tools.search_customers, tier="plus")
    customers = [one for one in customers if one["credit"] <= 42]
    for one in customers:
        try:
            tools.place_order(method="express", customer_id=one["customer_id"])
        except tools.Refused:
            pass
