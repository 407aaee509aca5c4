def solve(tools):
    return tools.search_claims(cause="glass")["total"]
