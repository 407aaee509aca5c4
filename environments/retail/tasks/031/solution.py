def solve(tools):
    tools.request_return(line_id="OL-0127", cause="not needed")
