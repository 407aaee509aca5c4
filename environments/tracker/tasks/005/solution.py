def solve(tools):
    try:
        tools.add_blocker(blocker_id="IS-0082", blocked_id="IS-0054")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0124", user_id="U-0002")
    try:
        tools.add_blocker(blocker_id="IS-0020", blocked_id="IS-0059")
    except tools.Refused:
        tools.add_label(issue_id="IS-0036", label_id="LB-0003")
    try:
        tools.add_blocker(blocker_id="IS-0046", blocked_id="IS-0068")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0098")
    try:
        tools.add_blocker(blocker_id="IS-0055", blocked_id="IS-0037")
    except tools.Refused:
        tools.close_issue(issue_id="IS-0044")
