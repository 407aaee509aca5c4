def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0058", estimate=13)
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0043")
    try:
        tools.send_crew(crew_id="CW-0002", outage_id="OU-0029", estimate=6)
    except tools.Refused:
        tools.finish_job(job_id="JB-0060")
