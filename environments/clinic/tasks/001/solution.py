def solve(tools):
    drug = next(one for one in tools.search_drugs(name="Xylomed")["items"] if one["name"] == "Xylomed")
    return drug["daily_limit"]
