def solve(tools):
    tools.start_issue(issue_id="IS-0118")
    user = next(one for one in tools.search_users(name="Zara Virtanen")["items"] if one["name"] == "Zara Virtanen")
    issues = tools.list_issues_of_assignee(assignee_id=user["user_id"])
    for one in issues:
        try:
            tools.plan_issue(milestone_id="MI-0001", issue_id=one["issue_id"])
        except tools.Refused:
            pass
