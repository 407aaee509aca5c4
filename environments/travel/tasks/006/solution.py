def solve(tools):
    travellers = tools.list_travellers_of_city(city_id="CI-0006")
    return sorted(one["traveller_id"] for one in travellers)
