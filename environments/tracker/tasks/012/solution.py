def solve(tools):
    issues = tools.list_issues_of_reporter(reporter_id="U-0007")
    for one in issues:
        try:
            tools.start_issue(issue_id=one["issue_id"])
        except tools.Refused:
            pass
