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
    issues = every(tools.search_issues, status="in review")
    issues = [one for one in issues if one["points"] <= 2]
    issues.sort(key=lambda one: one["opened"])
    for one in issues:
        try:
            tools.add_blocker(blocker_id="IS-0022", blocked_id=one["issue_id"])
        except tools.Refused:
            continue
        break
