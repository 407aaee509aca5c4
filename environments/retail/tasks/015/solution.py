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
    tools.add_line(order_id="O-0089", product_id="P-0070", amount=2)
    order_lines = every(tools.search_order_lines)
    return_requests = every(tools.search_return_requests, status="open")
    order_lines = [one for one in order_lines if one["line_id"] in {other["line_id"] for other in return_requests}]
    number = sum(one["quantity"] for one in order_lines)
    if number > 61:
        tools.place_order(customer_id="CU-0034", method="standard")
    else:
        tools.request_return(line_id="OL-0012", cause="damaged")
