def solve(tools):
    crew = next(one for one in tools.search_crews(name="Crew H")["items"] if one["name"] == "Crew H")
    jobs = tools.list_jobs_of_crew(crew_id=crew["crew_id"])
    jobs.sort(key=lambda one: one["hours"])
    for one in jobs:
        try:
            tools.finish_job(job_id=one["job_id"])
        except tools.Refused:
            continue
        done = one["job_id"]
        break
    return done
