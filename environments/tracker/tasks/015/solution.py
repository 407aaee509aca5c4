def solve(tools):
    try:
        tools.add_blocker(blocker_id="IS-0085", blocked_id="IS-0094")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0114")
    try:
        tools.add_blocker(blocker_id="IS-0009", blocked_id="IS-0062")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0032", user_id="U-0018")
