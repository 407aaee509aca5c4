def solve(tools):
    try:
        tools.add_blocker(blocker_id="IS-0109", blocked_id="IS-0126")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0031", user_id="U-0011")
    try:
        tools.add_blocker(blocker_id="IS-0010", blocked_id="IS-0107")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0005", blocked_id="IS-0011")
