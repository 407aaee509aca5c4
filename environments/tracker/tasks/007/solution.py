def solve(tools):
    tools.add_label(issue_id="IS-0012", label_id="LB-0005")
