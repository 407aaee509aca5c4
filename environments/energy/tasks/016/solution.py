def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0004", outage_id="OU-0008", estimate=14)
    except tools.Refused:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0023", estimate=10)
    try:
        tools.send_crew(crew_id="CW-0004", outage_id="OU-0026", estimate=8)
    except tools.Refused:
        tools.finish_job(job_id="JB-0033")
