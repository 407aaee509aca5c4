def solve(tools):
    substation = next(
        one for one in tools.search_substations(name="Cork Station")["items"] if one["name"] == "Cork Station"
    )
    power_lines = tools.list_power_lines_of_to_substation(to_substation_id=substation["substation_id"])
    for one in power_lines:
        try:
            tools.report_outage(reason="digging", line_id=one["line_id"])
        except tools.Refused:
            pass
