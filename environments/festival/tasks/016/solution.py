def solve(tools):
    tickets = tools.list_tickets_of_visitor(visitor_id="VI-0040")
    tickets.sort(key=lambda one: one["price"], reverse=True)
    for one in tickets:
        try:
            tools.refund_ticket(ticket_id=one["ticket_id"])
        except tools.Refused:
            continue
        done = one["ticket_id"]
        break
    return done
