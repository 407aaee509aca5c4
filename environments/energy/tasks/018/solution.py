def solve(tools):
    power_plant = next(
        one for one in tools.search_plants(name="Beacon Systems 35")["items"] if one["name"] == "Beacon Systems 35"
    )
    consumers = tools.list_consumers_of_substation(substation_id=power_plant["substation_id"])
    consumers = [one for one in consumers if one["demand"] >= 16]
    numbers = [one["demand"] for one in consumers]
    return round(sum(numbers) / len(numbers), 2)
