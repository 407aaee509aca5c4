def solve(tools):
    return tools.search_trucks(fuel="electric")["total"]
