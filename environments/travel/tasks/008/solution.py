def solve(tools):
    ride = tools.get_ride(ride_id="RI-0016")
    train = tools.get_train(train_id=ride["train_id"])
    travellers = tools.list_travellers_of_city(city_id=train["to_city_id"])
    return sorted(one["traveller_id"] for one in travellers)
