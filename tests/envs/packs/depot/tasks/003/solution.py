def solve(tools):
    weights = []
    for room in tools.find_rooms(floor=0):
        crates = tools.list_crates(room_id=room["room_id"])
        weights += [tools.get_crate(crate_id=one["crate_id"])["weight"] for one in crates]
    return round(sum(weights) / len(weights), 2)
