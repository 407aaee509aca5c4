def solve(tools):
    substation = next(
        one for one in tools.search_substations(name="Gdansk Station")["items"] if one["name"] == "Gdansk Station"
    )
    zone = tools.get_zone(zone_id=substation["zone_id"])
    return zone["name"]
