def solve(tools):
    sights = tools.list_sights_of_city(city_id="CI-0005")
    return sorted(one["sight_id"] for one in sights)
