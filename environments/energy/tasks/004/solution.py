def solve(tools):
    tools.set_output(plant_id="PP-0001", megawatts=40)
