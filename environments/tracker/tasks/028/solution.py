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
    issue = tools.get_issue(issue_id="IS-0061")
    issues = tools.list_issues_of_milestone(milestone_id=issue["milestone_id"])
    issues = [one for one in issues if one["severity"] == "major"]
    for one in issues:
        try:
            tools.add_label(label_id="LB-0004", issue_id=one["issue_id"])
        except tools.Refused:
            pass
    projects = every(tools.search_projects, stage="active")
    return sorted(one["project_id"] for one in projects)
