def solve(tools):
    tools.report_outage(line_id="PL-0002", reason="digging")
