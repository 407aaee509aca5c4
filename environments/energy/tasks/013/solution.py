def solve(tools):
    try:
        tools.finish_job(job_id="JB-0026")
    except tools.Refused:
        tools.report_outage(line_id="PL-0025", reason="digging")
    try:
        tools.finish_job(job_id="JB-0007")
    except tools.Refused:
        tools.send_crew(crew_id="CW-0006", outage_id="OU-0015", estimate=7)
