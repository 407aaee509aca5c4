def solve(tools):
    return tools.search_messages(status="read")["total"]
