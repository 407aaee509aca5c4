def solve(tools):
    blocking_link = tools.get_blocking_link(block_id="BK-0043")
    issue = tools.get_issue(issue_id=blocking_link["blocker_id"])
    issues = tools.list_issues_of_assignee(assignee_id=issue["reporter_id"])
    issues = [one for one in issues if one["opened"] <= "2026-09-09"]
    return sorted(one["issue_id"] for one in issues)
