def solve(tools):
    consumer = next(
        one
        for one in tools.search_consumers(name="Beacon Group No. 67")["items"]
        if one["name"] == "Beacon Group No. 67"
    )
    return consumer["substation_id"]
