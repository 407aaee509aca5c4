def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0042")
    jobs = tools.list_jobs_of_crew(crew_id=repair_job["crew_id"])
    outage_of = {key: tools.get_outage(outage_id=key) for key in sorted({one["outage_id"] for one in jobs})}
    power_line_of = {
        key: tools.get_power_line(line_id=key)
        for key in sorted({outage_of[one["outage_id"]]["line_id"] for one in jobs})
    }
    jobs = [one for one in jobs if power_line_of[outage_of[one["outage_id"]]["line_id"]]["rating"] >= 260]
    numbers = [one["hours"] for one in jobs]
    return round(sum(numbers) / len(numbers), 2)
