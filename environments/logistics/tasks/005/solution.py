def solve(tools):
    try:
        tools.cancel_trip(trip_id="TP-0033")
    except tools.Refused:
        tools.cancel_trip(trip_id="TP-0052")
