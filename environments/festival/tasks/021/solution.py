def solve(tools):
    ticket = tools.get_ticket(ticket_id="TI-0081")
    tickets = tools.list_tickets_of_visitor(visitor_id=ticket["visitor_id"])
    numbers = [one["price"] for one in tickets]
    return round(sum(numbers) / len(numbers), 2)
