def solve(tools):
    try:
        tools.add_blocker(blocker_id="IS-0079", blocked_id="IS-0002")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0002", blocked_id="IS-0066")
    try:
        tools.add_blocker(blocker_id="IS-0101", blocked_id="IS-0087")
    except tools.Refused:
        tools.add_label(issue_id="IS-0087", label_id="LB-0002")
