def solve(tools):
    try:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0031", given=10)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0049")
    try:
        tools.cast_vote(juror_id="JU-0008", film_id="FI-0045", given=4)
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0103")
