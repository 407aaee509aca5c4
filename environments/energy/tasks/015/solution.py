def solve(tools):
    try:
        tools.restore_supply(consumer_id="CO-0016")
    except tools.Refused:
        tools.set_output(plant_id="PP-0015", megawatts=110)
    try:
        tools.restore_supply(consumer_id="CO-0010")
    except tools.Refused:
        tools.report_outage(line_id="PL-0022", reason="storm")
