def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    substations = every(tools.search_substations, voltage="110 kV")
    substations = [one for one in substations if one["capacity"] >= 220]
    zone_of = {key: tools.get_zone(zone_id=key) for key in sorted({one["zone_id"] for one in substations})}
    substations = [one for one in substations if zone_of[one["zone_id"]]["reserve"] <= 90]
    power_lines = every(tools.search_power_lines)
    power_lines = [one for one in power_lines if one["rating"] <= 220]
    substations = [
        one for one in substations if one["substation_id"] in {other["from_substation_id"] for other in power_lines}
    ]
    return len(substations)
