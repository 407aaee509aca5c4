def solve(tools):
    return tools.search_directors(country="Japan")["total"]
