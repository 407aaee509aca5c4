def solve(tools):
    try:
        tools.cancel_screening(screening_id="SG-0010")
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0055")
    try:
        tools.cancel_screening(screening_id="SG-0045")
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0042")
    try:
        tools.cancel_screening(screening_id="SG-0030")
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0218")
    try:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0038", given=11)
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0099")
