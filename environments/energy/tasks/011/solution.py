def solve(tools):
    outage = tools.get_outage(outage_id="OU-0013")
    power_line = tools.get_power_line(line_id=outage["line_id"])
    return power_line["length"]
