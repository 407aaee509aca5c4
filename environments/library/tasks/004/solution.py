def solve(tools):
    return tools.search_holds(status="waiting")["total"]
