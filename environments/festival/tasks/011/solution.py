def solve(tools):
    vote = tools.get_vote(vote_id="VO-0029")
    film = tools.get_film(film_id=vote["film_id"])
    return film["title"]
