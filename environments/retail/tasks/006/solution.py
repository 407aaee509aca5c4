def solve(tools):
    tools.request_return(line_id="OL-0015", cause="not needed")
    tools.accept_return(request_id="RR-0002")
