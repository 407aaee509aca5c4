def solve(tools):
    return_request = tools.get_return_request(request_id="RR-0024")
    return return_request["line_id"]
