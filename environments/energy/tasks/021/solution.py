def solve(tools):
    try:
        tools.reduce_supply(substation_id="SS-0008")
    except tools.Refused:
        tools.finish_job(job_id="JB-0006")
    outage = tools.get_outage(outage_id="OU-0001")
    try:
        tools.restore_supply(consumer_id="CO-0015")
    except tools.Refused:
        tools.report_outage(line_id=outage["line_id"], reason="storm")
