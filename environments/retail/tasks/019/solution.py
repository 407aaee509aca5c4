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
        tools.place_order(customer_id="CU-0013", method="standard")
    except tools.Refused:
        tools.accept_return(request_id="RR-0015")
    orders = every(tools.search_orders, status="complete")
    orders = [one for one in orders if one["placed"] >= "2026-02-04"]
    number = len(orders)
    if number > 43:
        tools.request_return(line_id="OL-0030", cause="not needed")
    else:
        tools.add_line(order_id="O-0002", product_id="P-0063", amount=1)
