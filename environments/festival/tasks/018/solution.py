def solve(tools):
    ticket = tools.get_ticket(ticket_id="TI-0009")
    tools.sell_ticket(visitor_id="VI-0044", screening_id=ticket["screening_id"])
    try:
        tools.refund_ticket(ticket_id="TI-0100")
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0007", film_id="FI-0025", given=3)
