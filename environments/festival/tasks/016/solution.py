def solve(tools):
    try:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0021", given=2)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0023")
    try:
        tools.withdraw_vote(vote_id="VO-0035")
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0010", screening_id="SG-0075")
