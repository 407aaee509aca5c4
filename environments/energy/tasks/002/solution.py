def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0038")
    return repair_job["outage_id"]
