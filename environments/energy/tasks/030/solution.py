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
    substations = every(tools.search_substations, voltage="380 kV")
    consumers = [
        one
        for parent in substations
        for one in tools.list_consumers_of_substation(substation_id=parent["substation_id"])
    ]
    number = sum(one["demand"] for one in consumers)
    repair_job = tools.get_repair_job(job_id="JB-0046")
    if number > 195:
        tools.send_crew(crew_id=repair_job["crew_id"], outage_id="OU-0004", estimate=6)
    else:
        tools.finish_job(job_id="JB-0060")
    substation = next(
        one for one in tools.search_substations(name="Leeds Station")["items"] if one["name"] == "Leeds Station"
    )
    power_lines = tools.list_power_lines_of_to_substation(to_substation_id=substation["substation_id"])
    for one in power_lines:
        try:
            tools.report_outage(reason="storm", line_id=one["line_id"])
        except tools.Refused:
            pass
