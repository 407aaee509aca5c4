def solve(tools):
    try:
        tools.add_blocker(blocker_id="IS-0087", blocked_id="IS-0101")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0087")
    try:
        tools.add_label(issue_id="IS-0021", label_id="LB-0002")
    except tools.Refused:
        tools.add_label(issue_id="IS-0078", label_id="LB-0002")
