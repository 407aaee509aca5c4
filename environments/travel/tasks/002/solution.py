def solve(tools):
    ride = tools.get_ride(ride_id="RI-0017")
    return ride["train_id"]
