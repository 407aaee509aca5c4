def solve(tools):
    outage = tools.get_outage(outage_id="OU-0019")
    outages = tools.list_outages_of_line(line_id=outage["line_id"])
    return sorted(one["outage_id"] for one in outages)
