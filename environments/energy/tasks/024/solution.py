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
    repair_job = tools.get_repair_job(job_id="JB-0022")
    outage = tools.get_outage(outage_id=repair_job["outage_id"])
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0012", estimate=2)
    except tools.Refused:
        tools.report_outage(line_id=outage["line_id"], reason="storm")
    substations = every(tools.search_substations)
    substations = [one for one in substations if one["capacity"] >= 200]
    return len(substations)
