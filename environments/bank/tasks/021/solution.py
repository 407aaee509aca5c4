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
    try:
        tools.reverse_transfer(transfer_id="T-0142")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0016")
    customers = every(tools.search_customers, segment="private banking")
    customers = [one for one in customers if one["score"] <= 555]
    loans = every(tools.search_loans)
    loans = [one for one in loans if one["rate"] <= 5.3]
    customers = [one for one in customers if one["customer_id"] in {other["customer_id"] for other in loans}]
    return sum(one["score"] for one in customers)
