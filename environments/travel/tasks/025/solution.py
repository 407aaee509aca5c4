def solve(tools):
    traveller = next(
        one for one in tools.search_travellers(name="Alice Bianchi")["items"] if one["name"] == "Alice Bianchi"
    )
    sights = tools.list_sights_of_city(city_id=traveller["city_id"])
    sights = [one for one in sights if one["kind"] == "nature"]
    sight = max(sights, key=lambda one: one["ticket"])
    city = tools.get_city(city_id=sight["city_id"])
    return city["name"]
