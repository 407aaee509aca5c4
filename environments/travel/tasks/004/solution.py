def solve(tools):
    trains = tools.list_trains_of_from_city(from_city_id="CI-0001")
    return sum(one["minutes"] for one in trains)
