def solve(tools):
    film = tools.get_film(film_id="FI-0034")
    return film["title"]
