def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Error in the export with long names")["items"]
        if one["title"] == "Error in the export with long names"
    )
    try:
        tools.plan_issue(issue_id="IS-0094", milestone_id=issue["milestone_id"])
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0094", user_id="U-0023")
    try:
        tools.plan_issue(issue_id="IS-0023", milestone_id="MI-0012")
    except tools.Refused:
        tools.close_issue(issue_id="IS-0023")
