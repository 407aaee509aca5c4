def solve(tools):
    traveller = next(
        one for one in tools.search_travellers(name="Alice Bianchi")["items"] if one["name"] == "Alice Bianchi"
    )
    sights_2 = tools.list_sights_of_city(city_id=traveller["city_id"])
    sights_2 = [one for one in sights_2 if one["kind"] == "nature"]
    sight = max(sights_2, key=lambda one: one["ticket"])
    sights = tools.list_sights_of_city(city_id=sight["city_id"])
    sight_2 = min(sights, key=lambda one: one["visit"])
    return sight_2["sight_id"]
