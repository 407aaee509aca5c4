def solve(tools):
    tools.add_label(issue_id="IS-0090", label_id="LB-0008")
