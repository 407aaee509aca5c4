def solve(tools):
    user = next(one for one in tools.search_users(name="Julia Vega")["items"] if one["name"] == "Julia Vega")
    issues = tools.list_issues_of_reporter(reporter_id=user["user_id"])
    issues = [one for one in issues if one["severity"] == "minor"]
    for one in issues:
        try:
            tools.assign_issue(user_id="U-0020", issue_id=one["issue_id"])
        except tools.Refused:
            pass
