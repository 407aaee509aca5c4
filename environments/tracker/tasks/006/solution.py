def solve(tools):
    try:
        tools.add_label(issue_id="IS-0116", label_id="LB-0002")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0102", user_id="U-0001")
    try:
        tools.add_label(issue_id="IS-0046", label_id="LB-0008")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0041", user_id="U-0010")
