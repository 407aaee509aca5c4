def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0011", outage_id="OU-0033", estimate=7)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0056", estimate=2)
    except tools.Refused:
        tools.finish_job(job_id="JB-0033")
