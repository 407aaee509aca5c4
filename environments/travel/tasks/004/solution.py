def solve(tools):
    train = next(one for one in tools.search_trains(number="LK 572")["items"] if one["number"] == "LK 572")
    return train["minutes"]
