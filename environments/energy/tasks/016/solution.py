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
    outages = every(tools.search_outages, cause="digging")
    outages = [one for one in outages if one["began"] <= "2026-12-02"]
    jobs = every(tools.search_jobs)
    jobs = [one for one in jobs if one["hours"] <= 4]
    outages = [one for one in outages if one["outage_id"] in {other["outage_id"] for other in jobs}]
    return sorted(one["outage_id"] for one in outages)
