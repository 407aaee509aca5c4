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
    crews = every(tools.search_crews)
    crews = [one for one in crews if one["size"] >= 6]
    for one in crews:
        try:
            tools.send_crew(outage_id="OU-0016", estimate=11, crew_id=one["crew_id"])
        except tools.Refused:
            pass
