def solve(tools):
    room = next(one for one in tools.search_rooms(number="K 230")["items"] if one["number"] == "K 230")
    return room["seats"]
