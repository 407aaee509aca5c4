def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0033", estimate=9)
    except tools.Refused:
        tools.finish_job(job_id="JB-0031")
