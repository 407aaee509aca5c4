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
    crews = every(tools.search_crews, skill="overhead")
    crew = max(crews, key=lambda one: one["size"])
    try:
        tools.report_outage(line_id="PL-0037", reason="digging")
    except tools.Refused:
        tools.send_crew(crew_id=crew["crew_id"], outage_id="OU-0015", estimate=12)
    jobs = every(tools.search_jobs, status="done")
    jobs = [one for one in jobs if one["hours"] <= 10]
    numbers = [one["hours"] for one in jobs]
    return round(sum(numbers) / len(numbers), 2)
