def solve(tools):
    try:
        tools.sell_ticket(visitor_id="VI-0004", screening_id="SG-0024")
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0033", given=8)
    try:
        tools.refund_ticket(ticket_id="TI-0176")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0023")
