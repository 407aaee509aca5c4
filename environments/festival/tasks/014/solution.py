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
    visitors = every(tools.search_visitors, badge="industry")
    for one in visitors:
        try:
            tools.sell_ticket(screening_id="SG-0073", visitor_id=one["visitor_id"])
        except tools.Refused:
            pass
