def solve(tools):
    visitor = next(
        one for one in tools.search_visitors(name="Ingrid Ziegler")["items"] if one["name"] == "Ingrid Ziegler"
    )
    tickets = tools.list_tickets_of_visitor(visitor_id=visitor["visitor_id"])
    for one in tickets:
        try:
            tools.refund_ticket(ticket_id=one["ticket_id"])
        except tools.Refused:
            pass
