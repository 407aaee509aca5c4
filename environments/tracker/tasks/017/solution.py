def solve(tools):
    try:
        tools.add_label(issue_id="IS-0059", label_id="LB-0002")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0015")
    try:
        tools.add_label(issue_id="IS-0021", label_id="LB-0002")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0095")
