def solve(tools):
    repair_job = tools.get_repair_job(job_id="JB-0064")
    try:
        tools.restore_supply(consumer_id="CO-0040")
    except tools.Refused:
        tools.send_crew(crew_id="CW-0006", outage_id=repair_job["outage_id"], estimate=2)
