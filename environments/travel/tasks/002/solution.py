def solve(tools):
    sight = tools.get_sight(sight_id="SI-0029")
    return sight["name"]
