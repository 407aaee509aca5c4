def solve(tools):
    room = next(one for one in tools.find_rooms() if one["name"] == "Tower Loft")
    crates = [tools.get_crate(crate_id=one["crate_id"]) for one in tools.list_crates(room_id=room["room_id"])]
    return max(crates, key=lambda crate: crate["weight"])["label"]
