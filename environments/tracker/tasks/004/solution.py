def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0114", milestone_id="MI-0003")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0087", user_id="U-0008")
    try:
        tools.plan_issue(issue_id="IS-0023", milestone_id="MI-0012")
    except tools.Refused:
        tools.close_issue(issue_id="IS-0128")
    try:
        tools.plan_issue(issue_id="IS-0016", milestone_id="MI-0004")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0099", user_id="U-0001")
    try:
        tools.add_blocker(blocker_id="IS-0048", blocked_id="IS-0048")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0008", blocked_id="IS-0060")
