def solve(tools):
    try:
        tools.assign_issue(issue_id="IS-0107", user_id="U-0005")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0110")
    try:
        tools.start_issue(issue_id="IS-0026")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0002", blocked_id="IS-0056")
