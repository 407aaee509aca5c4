def solve(tools):
    tools.complete_trip(trip_id="TP-0077")
