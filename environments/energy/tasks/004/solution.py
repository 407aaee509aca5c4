def solve(tools):
    tools.set_output(plant_id="PP-0025", megawatts=120)
    tools.set_output(plant_id="PP-0015", megawatts=140)
