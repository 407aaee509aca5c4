def solve(tools):
    rooms = tools.find_rooms()
    crates = []
    for room in rooms:
        crates += [tools.get_crate(crate_id=one["crate_id"]) for one in tools.list_crates(room_id=room["room_id"])]
    lightest = min((one for one in crates if one["fragile"] == 1), key=lambda crate: crate["weight"])
    gallery = next(room["room_id"] for room in rooms if room["name"] == "Green Gallery")
    tools.move_crate(crate_id=lightest["crate_id"], room_id=gallery)
    return lightest["label"]
