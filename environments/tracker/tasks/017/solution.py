def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0003", milestone_id="MI-0004")
    except tools.Refused:
        tools.add_label(issue_id="IS-0003", label_id="LB-0007")
    try:
        tools.add_blocker(blocker_id="IS-0106", blocked_id="IS-0106")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0066", blocked_id="IS-0106")
