def solve(tools):
    power_plant = next(
        one for one in tools.search_plants(name="Copper Group 11")["items"] if one["name"] == "Copper Group 11"
    )
    tools.set_output(plant_id=power_plant["plant_id"], megawatts=40)
