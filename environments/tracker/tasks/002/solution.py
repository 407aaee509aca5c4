def solve(tools):
    try:
        tools.assign_issue(issue_id="IS-0105", user_id="U-0017")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0076")
    try:
        tools.start_issue(issue_id="IS-0093")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0006", user_id="U-0023")
    try:
        tools.start_issue(issue_id="IS-0036")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0054")
    try:
        tools.start_issue(issue_id="IS-0107")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0043", blocked_id="IS-0013")
