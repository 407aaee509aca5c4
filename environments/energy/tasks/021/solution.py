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
    jobs = every(tools.search_jobs)
    jobs = [one for one in jobs if one["status"] != "done"]
    number = sum(one["hours"] for one in jobs)
    consumer = next(
        one for one in tools.search_consumers(name="Nova Labs No. 52")["items"] if one["name"] == "Nova Labs No. 52"
    )
    plants = tools.list_plants_of_substation(substation_id="SS-0012")
    power_plant = min(plants, key=lambda one: one["capacity"])
    if number > 151:
        tools.restore_supply(consumer_id=consumer["consumer_id"])
    else:
        tools.set_output(plant_id=power_plant["plant_id"], megawatts=20)
    substations = every(tools.search_substations)
    substations = [one for one in substations if one["capacity"] >= 320]
    numbers = [one["capacity"] for one in substations]
    return round(sum(numbers) / len(numbers), 2)
