def solve(tools):
    power_lines = tools.list_power_lines_of_from_substation(from_substation_id="SS-0022")
    numbers = [one["rating"] for one in power_lines]
    return round(sum(numbers) / len(numbers), 2)
