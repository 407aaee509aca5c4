def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Broken link in the report on the first start")["items"]
        if one["title"] == "Broken link in the report on the first start"
    )
    issues = tools.list_issues_of_assignee(assignee_id=issue["assignee_id"])
    return sorted(one["issue_id"] for one in issues)
