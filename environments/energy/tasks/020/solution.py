def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0042")
    jobs = tools.list_jobs_of_crew(crew_id=repair_job["crew_id"])
    numbers = [one["hours"] for one in jobs]
    return round(sum(numbers) / len(numbers), 2)
