def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0024")
    outage = tools.get_outage(outage_id=repair_job["outage_id"])
    power_line = tools.get_power_line(line_id=outage["line_id"])
    return power_line["length"]
