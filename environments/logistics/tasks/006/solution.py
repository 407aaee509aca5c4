def solve(tools):
    driver = next(one for one in tools.search_drivers(name="Olga Gomez")["items"] if one["name"] == "Olga Gomez")
    return driver["depot_id"]
