def solve(tools):
    blocking = tools.get_blocking(block_id="BK-0031")
    issue = tools.get_issue(issue_id=blocking["blocked_id"])
    issues = tools.list_issues_of_reporter(reporter_id=issue["assignee_id"])
    issue_2 = min(issues, key=lambda one: one["opened"])
    return issue_2["issue_id"]
