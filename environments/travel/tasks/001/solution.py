def solve(tools):
    return tools.search_cities(region="south")["total"]
