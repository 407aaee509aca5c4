def solve(tools):
    tools.close_issue(issue_id="IS-0049")
