def solve(tools):
    power_line = tools.get_power_line(line_id="PL-0023")
    consumers = tools.list_consumers_of_substation(substation_id=power_line["from_substation_id"])
    power_line_2 = tools.get_power_line(line_id="PL-0037")
    consumers_2 = tools.list_consumers_of_substation(substation_id=power_line_2["to_substation_id"])
    consumers_2 = [one for one in consumers_2 if one["kind"] == "housing"]
    return sum(one["demand"] for one in consumers) - sum(one["demand"] for one in consumers_2)
