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
    films = every(tools.search_films, section="competition")
    films = [one for one in films if one["age"] >= 12]
    number = sum(one["minutes"] for one in films)
    ticket = tools.get_ticket(ticket_id="TI-0016")
    ticket_2 = tools.get_ticket(ticket_id="TI-0228")
    if number > 656:
        tools.refund_ticket(ticket_id="TI-0165")
    else:
        tools.sell_ticket(visitor_id=ticket["visitor_id"], screening_id=ticket_2["screening_id"])
    tools.refund_ticket(ticket_id="TI-0173")
