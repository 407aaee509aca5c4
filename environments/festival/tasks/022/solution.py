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
    visitor = max(visitors, key=lambda one: one["wallet"])
    ticket = tools.get_ticket(ticket_id="TI-0009")
    tools.sell_ticket(visitor_id=visitor["visitor_id"], screening_id=ticket["screening_id"])
    try:
        tools.refund_ticket(ticket_id="TI-0100")
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0007", film_id="FI-0025", given=3)
