def solve(tools):
    try:
        tools.start_issue(issue_id="IS-0036")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0087", user_id="U-0008")
    try:
        tools.start_issue(issue_id="IS-0113")
    except tools.Refused:
        tools.add_label(issue_id="IS-0080", label_id="LB-0008")
