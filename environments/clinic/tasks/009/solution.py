def solve(tools):
    return tools.search_appointments(time="10:00")["total"]
