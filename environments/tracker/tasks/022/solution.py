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
    blocking = tools.get_blocking(block_id="BK-0022")
    try:
        tools.add_label(issue_id="IS-0034", label_id="LB-0008")
    except tools.Refused:
        tools.close_issue(issue_id=blocking["blocker_id"])
    issues = every(tools.search_issues, status="open")
    issue = min(issues, key=lambda one: one["opened"])
    return issue["issue_id"]
