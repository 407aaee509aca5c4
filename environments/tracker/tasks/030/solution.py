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
    milestones = every(tools.search_milestones, status="planned")
    milestones = [one for one in milestones if one["due"] >= "2026-09-30"]
    number = len(milestones)
    issue = next(
        one
        for one in tools.search_issues(title="Broken link in the export after an update")["items"]
        if one["title"] == "Broken link in the export after an update"
    )
    if number > 9:
        tools.assign_issue(issue_id="IS-0099", user_id="U-0008")
    else:
        tools.plan_issue(issue_id=issue["issue_id"], milestone_id="MI-0005")
    users = every(tools.search_users, role="developer")
    users = [one for one in users if one["capacity"] <= 24]
    return sum(one["capacity"] for one in users)
