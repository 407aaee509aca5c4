def solve(tools):
    try:
        tools.withdraw_vote(vote_id="VO-0058")
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0162")
