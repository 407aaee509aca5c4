def solve(tools):
    issues = tools.list_issues_of_assignee(assignee_id="U-0018")
    return sorted(one["issue_id"] for one in issues)
