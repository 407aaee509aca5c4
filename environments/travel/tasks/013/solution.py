def solve(tools):
    rides = tools.list_rides_of_train(train_id="TR-0036")
    for one in rides:
        try:
            tools.cancel_ride(ride_id=one["ride_id"])
        except tools.Refused:
            pass
