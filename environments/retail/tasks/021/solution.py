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
    customers = every(tools.search_customers, tier="premium")
    customers = [one for one in customers if one["credit"] >= 18]
    number = len(customers)
    return_requests = every(tools.search_return_requests, status="open", reason="damaged")
    return_request = min(return_requests, key=lambda one: one["asked"])
    if number > 5:
        tools.request_return(line_id="OL-0175", cause="damaged")
    else:
        tools.accept_return(request_id=return_request["request_id"])
    products = every(tools.search_products)
    products = [one for one in products if one["stock"] <= 11]
    return len(products)
