def solve(tools):
    user = next(one for one in tools.search_users(name="Anton Schmidt")["items"] if one["name"] == "Anton Schmidt")
    try:
        tools.assign_issue(issue_id="IS-0072", user_id=user["user_id"])
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0066", blocked_id="IS-0107")
    try:
        tools.assign_issue(issue_id="IS-0105", user_id="U-0007")
    except tools.Refused:
        tools.add_label(issue_id="IS-0105", label_id="LB-0007")
