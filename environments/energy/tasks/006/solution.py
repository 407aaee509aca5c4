def solve(tools):
    outages = tools.list_outages_of_line(line_id="PL-0002")
    return sorted(one["outage_id"] for one in outages)
