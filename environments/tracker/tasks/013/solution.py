def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0077", milestone_id="MI-0017")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0107", blocked_id="IS-0012")
    try:
        tools.plan_issue(issue_id="IS-0042", milestone_id="MI-0011")
    except tools.Refused:
        tools.close_issue(issue_id="IS-0023")
