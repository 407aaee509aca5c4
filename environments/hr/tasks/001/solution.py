def solve(tools):
    return tools.search_applications(stage="new")["total"]
