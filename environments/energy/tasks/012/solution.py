def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0001", outage_id="OU-0051", estimate=2)
    except tools.Refused:
        tools.report_outage(line_id="PL-0050", reason="storm")
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0033", estimate=9)
    except tools.Refused:
        tools.finish_job(job_id="JB-0006")
