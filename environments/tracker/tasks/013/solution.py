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
    milestones = [one for one in milestones if one["due"] <= "2026-09-22"]
    issues = [
        one for parent in milestones for one in tools.list_issues_of_milestone(milestone_id=parent["milestone_id"])
    ]
    for one in issues:
        try:
            tools.close_issue(issue_id=one["issue_id"])
        except tools.Refused:
            pass
