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
    plants = every(tools.search_plants, fuel="solar")
    power_plant = min(plants, key=lambda one: one["output"])
    try:
        tools.set_output(plant_id=power_plant["plant_id"], megawatts=150)
    except tools.Refused:
        tools.set_output(plant_id=power_plant["plant_id"], megawatts=10)
    try:
        tools.set_output(plant_id="PP-0021", megawatts=160)
    except tools.Refused:
        tools.restore_supply(consumer_id="CO-0043")
