def solve(tools):
    return tools.search_vehicles(kind="car")["total"]
