def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0036")
    jobs = tools.list_jobs_of_crew(crew_id=repair_job["crew_id"])
    jobs = [one for one in jobs if one["status"] == "done"]
    repair_job_2 = min(jobs, key=lambda one: one["hours"])
    outage = tools.get_outage(outage_id=repair_job_2["outage_id"])
    power_line = tools.get_power_line(line_id=outage["line_id"])
    return power_line["rating"]
