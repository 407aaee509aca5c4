def solve(tools):
    vote = tools.get_vote(vote_id="VO-0017")
    votes = tools.list_votes_of_juror(juror_id=vote["juror_id"])
    votes = [one for one in votes if one["points"] <= 6]
    numbers = [one["points"] for one in votes]
    return round(sum(numbers) / len(numbers), 2)
