def solve(tools):
    try:
        tools.add_label(issue_id="IS-0021", label_id="LB-0006")
    except tools.Refused:
        tools.add_label(issue_id="IS-0012", label_id="LB-0005")
