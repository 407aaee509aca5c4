def solve(tools):
    power_line = tools.get_power_line(line_id="PL-0001")
    power_lines = tools.list_power_lines_of_to_substation(to_substation_id=power_line["to_substation_id"])
    power_lines = [one for one in power_lines if one["rating"] >= 240]
    power_line_2 = min(power_lines, key=lambda one: one["rating"])
    substation = tools.get_substation(substation_id=power_line_2["from_substation_id"])
    return substation["zone_id"]
