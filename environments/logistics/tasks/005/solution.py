def solve(tools):
    driver = next(one for one in tools.search_drivers(name="Vera Suzuki")["items"] if one["name"] == "Vera Suzuki")
    return driver["hours_left"]
