def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0006", outage_id="OU-0002", estimate=6)
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0043")
    try:
        tools.finish_job(job_id="JB-0040")
    except tools.Refused:
        tools.set_output(plant_id="PP-0006", megawatts=180)
    try:
        tools.finish_job(job_id="JB-0007")
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
