def solve(tools):
    try:
        tools.close_issue(issue_id="IS-0082")
    except tools.Refused:
        tools.assign_issue(issue_id="IS-0124", user_id="U-0002")
    try:
        tools.close_issue(issue_id="IS-0058")
    except tools.Refused:
        tools.add_label(issue_id="IS-0126", label_id="LB-0008")
