def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0079", milestone_id="MI-0008")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0102", user_id="U-0001")
    try:
        tools.plan_issue(issue_id="IS-0097", milestone_id="MI-0019")
    except tools.Refused:
        tools.add_label(issue_id="IS-0002", label_id="LB-0001")
