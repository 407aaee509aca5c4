def solve(tools):
    try:
        tools.reduce_supply(substation_id="SS-0022")
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
    try:
        tools.reduce_supply(substation_id="SS-0008")
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0006")
    try:
        tools.restore_supply(consumer_id="CO-0041")
    except tools.Refused:
        tools.finish_job(job_id="JB-0033")
    try:
        tools.restore_supply(consumer_id="CO-0031")
    except tools.Refused:
        tools.set_output(plant_id="PP-0015", megawatts=140)
