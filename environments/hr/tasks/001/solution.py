def solve(tools):
    return tools.search_leave_requests(status="approved")["total"]
