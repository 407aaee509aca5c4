def solve(tools):
    director = tools.get_director(director_id="DI-0009")
    return director["name"]
