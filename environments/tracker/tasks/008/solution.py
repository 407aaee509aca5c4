def solve(tools):
    try:
        tools.assign_issue(issue_id="IS-0091", user_id="U-0018")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0022")
    try:
        tools.assign_issue(issue_id="IS-0022", user_id="U-0008")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0017", blocked_id="IS-0125")
