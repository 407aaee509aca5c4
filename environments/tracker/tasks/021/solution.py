def solve(tools):
    try:
        tools.assign_issue(issue_id="IS-0076", user_id="U-0016")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0076")
    blocking_link = tools.get_blocking_link(block_id="BK-0029")
    try:
        tools.start_issue(issue_id=blocking_link["blocked_id"])
    except tools.Refused:
        tools.add_blocker(blocker_id=blocking_link["blocked_id"], blocked_id="IS-0004")
