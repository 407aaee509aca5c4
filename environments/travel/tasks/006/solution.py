def solve(tools):
    ride = tools.get_ride(ride_id="RI-0017")
    train = tools.get_train(train_id=ride["train_id"])
    return train["fare"]
