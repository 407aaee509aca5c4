def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0129", milestone_id="MI-0004")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0044", user_id="U-0008")
    try:
        tools.add_blocker(blocker_id="IS-0063", blocked_id="IS-0063")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0110")
