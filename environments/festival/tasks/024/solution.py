def solve(tools):
    try:
        tools.cancel_screening(screening_id="SG-0061")
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0028", screening_id="SG-0061")
    vote = tools.get_vote(vote_id="VO-0064")
    try:
        tools.cast_vote(juror_id=vote["juror_id"], film_id="FI-0006", given=11)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0006", given=4)
