def solve(tools):
    return tools.search_reservations(status="cancelled")["total"] - tools.search_reservations(status="seated")["total"]
