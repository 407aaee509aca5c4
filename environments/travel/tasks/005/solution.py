def solve(tools):
    return tools.search_rides(status="completed")["total"] - tools.search_rides(status="booked")["total"]
