def solve(tools):
    try:
        tools.finish_job(job_id="JB-0007")
    except tools.Refused:
        tools.report_outage(line_id="PL-0031", reason="storm")
    power_line = tools.get_power_line(line_id="PL-0003")
    try:
        tools.reduce_supply(substation_id="SS-0013")
    except tools.Refused:
        tools.reduce_supply(substation_id=power_line["to_substation_id"])
