def solve(tools):
    ride = tools.get_ride(ride_id="RI-0044")
    train = tools.get_train(train_id=ride["train_id"])
    trains = tools.list_trains_of_from_city(from_city_id=train["from_city_id"])
    return sum(one["free_seats"] for one in trains)
