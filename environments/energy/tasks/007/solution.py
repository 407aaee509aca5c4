from itertools import combinations


def solve(tools):
    zone = next(one for one in tools.search_zones(name="North Zone")["items"] if one["name"] == "North Zone")
    substations = tools.list_substations_of_zone(zone_id=zone["zone_id"])
    sets = [chosen for chosen in combinations(substations, 3) if len({one["voltage"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["capacity"] for one in chosen))
    return sorted(one["substation_id"] for one in best)
