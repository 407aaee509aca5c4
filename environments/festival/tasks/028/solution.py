def solve(tools):
    vote = tools.get_vote(vote_id="VO-0017")
    votes = tools.list_votes_of_juror(juror_id=vote["juror_id"])
    votes = [one for one in votes if one["points"] <= 6]
    film_of = {key: tools.get_film(film_id=key) for key in sorted({one["film_id"] for one in votes})}
    votes = [one for one in votes if film_of[one["film_id"]]["section"] == "competition"]
    numbers = [one["points"] for one in votes]
    return round(sum(numbers) / len(numbers), 2)
