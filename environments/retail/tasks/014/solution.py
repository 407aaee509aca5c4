def solve(tools):
    try:
        tools.request_return(line_id="OL-0162", cause="not needed")
    except tools.Refused:
        tools.accept_return(request_id="RR-0021")
    try:
        tools.accept_return(request_id="RR-0007")
    except tools.Refused:
        tools.accept_return(request_id="RR-0019")
