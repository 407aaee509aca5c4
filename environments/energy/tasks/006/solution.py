def solve(tools):
    consumer = next(
        one
        for one in tools.search_consumers(name="Beacon Group No. 67")["items"]
        if one["name"] == "Beacon Group No. 67"
    )
    substation = tools.get_substation(substation_id=consumer["substation_id"])
    return substation["capacity"]
