def solve(tools):
    try:
        tools.cancel_trip(trip_id="TP-0031")
    except tools.Refused:
        tools.complete_trip(trip_id="TP-0077")
