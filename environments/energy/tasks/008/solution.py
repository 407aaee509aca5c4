def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0022")
    outage = tools.get_outage(outage_id=repair_job["outage_id"])
    outages = tools.list_outages_of_line(line_id=outage["line_id"])
    return sorted(one["outage_id"] for one in outages)
