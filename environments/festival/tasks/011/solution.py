def solve(tools):
    vote = tools.get_vote(vote_id="VO-0019")
    tools.cast_vote(juror_id="JU-0008", film_id=vote["film_id"], given=10)
    tools.sell_ticket(visitor_id="VI-0021", screening_id="SG-0071")
