from itertools import combinations


def solve(tools):
    vehicles = tools.find_vehicles_by_holder_status(status="good")
    vehicles = [one for one in vehicles if one["worth"] >= 13500 and one["built"] <= 2009]
    sets = [chosen for chosen in combinations(vehicles, 2) if len({one["kind"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["worth"] for one in chosen))
    return sorted(one["vehicle_id"] for one in best)
