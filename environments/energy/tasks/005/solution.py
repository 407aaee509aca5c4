def solve(tools):
    consumer = next(
        one
        for one in tools.search_consumers(name="Falcon Works No. 38")["items"]
        if one["name"] == "Falcon Works No. 38"
    )
    return consumer["substation_id"]
