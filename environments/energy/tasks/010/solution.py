def solve(tools):
    return tools.search_crews(skill="overhead")["total"]
