def solve(tools):
    tools.cancel_stay(stay_id="ST-0064")
    ride = tools.get_ride(ride_id="RI-0030")
    rides = tools.list_rides_of_traveller(traveller_id=ride["traveller_id"])
    ride_2 = max(rides, key=lambda one: one["day"])
    tools.cancel_ride(ride_id=ride_2["ride_id"])
