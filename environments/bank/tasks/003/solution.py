def solve(tools):
    return tools.search_accounts(status="closed")["total"]
