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
    jobs = every(tools.search_jobs, status="done")
    jobs = [one for one in jobs if one["hours"] >= 11]
    return len(jobs)
