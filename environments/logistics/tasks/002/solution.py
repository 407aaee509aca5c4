def solve(tools):
    tools.cancel_trip(trip_id="TP-0052")
