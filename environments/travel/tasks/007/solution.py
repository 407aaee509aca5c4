def solve(tools):
    train = tools.get_train(train_id="TR-0012")
    travellers = tools.list_travellers_of_city(city_id=train["to_city_id"])
    return sorted(one["traveller_id"] for one in travellers)
