def solve(tools):
    return tools.search_jobs(status="done")["total"]
