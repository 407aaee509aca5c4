def solve(tools):
    return tools.search_issues(status="in progress")["total"]
