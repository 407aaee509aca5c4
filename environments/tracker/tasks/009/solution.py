def solve(tools):
    try:
        tools.assign_issue(issue_id="IS-0052", user_id="U-0007")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0076")
    try:
        tools.assign_issue(issue_id="IS-0008", user_id="U-0020")
    except tools.Refused:
        tools.plan_issue(issue_id="IS-0112", milestone_id="MI-0014")
