def solve(tools):
    visitor = next(one for one in tools.search_visitors(name="Ingrid Ricci")["items"] if one["name"] == "Ingrid Ricci")
    tickets = tools.list_tickets_of_visitor(visitor_id=visitor["visitor_id"])
    tickets = [one for one in tickets if one["status"] == "valid"]
    ticket = max(tickets, key=lambda one: one["price"])
    try:
        tools.withdraw_vote(vote_id="VO-0073")
    except tools.Refused:
        tools.refund_ticket(ticket_id=ticket["ticket_id"])
    return tools.search_directors(country="Japan")["total"]
