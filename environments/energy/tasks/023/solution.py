def solve(tools):
    jobs = tools.list_jobs_of_crew(crew_id="CW-0008")
    jobs = [one for one in jobs if one["status"] == "done" and one["hours"] >= 16]
    return sorted(one["job_id"] for one in jobs)
