def solve(tools):
    try:
        tools.set_output(plant_id="PP-0005", megawatts=140)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
    try:
        tools.report_outage(line_id="PL-0035", reason="storm")
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0006")
