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
    plants = every(tools.search_plants)
    plants = [one for one in plants if one["output"] >= 72]
    substation_of = {
        key: tools.get_substation(substation_id=key) for key in sorted({one["substation_id"] for one in plants})
    }
    plants = [one for one in plants if substation_of[one["substation_id"]]["capacity"] >= 320]
    for one in plants:
        try:
            tools.set_output(megawatts=30, plant_id=one["plant_id"])
        except tools.Refused:
            pass
