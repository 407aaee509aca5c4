def solve(tools):
    try:
        tools.set_output(plant_id="PP-0009", megawatts=150)
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0052")
    try:
        tools.set_output(plant_id="PP-0010", megawatts=10)
    except tools.Refused:
        tools.send_crew(crew_id="CW-0013", outage_id="OU-0054", estimate=12)
