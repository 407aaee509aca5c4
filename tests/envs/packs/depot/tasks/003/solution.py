def solve(tools):
    weights = []
    for room in tools.find_rooms(floor=0):
        for one in tools.list_crates(room_id=room["room_id"]):
            weights.append(tools.get_crate(crate_id=one["crate_id"])["weight"])
    return round(sum(weights) / len(weights), 2)
