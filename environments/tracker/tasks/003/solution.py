def solve(tools):
    try:
        tools.close_issue(issue_id="IS-0107")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0110")
    try:
        tools.close_issue(issue_id="IS-0058")
    except tools.Refused:
        tools.start_issue(issue_id="IS-0065")
    try:
        tools.plan_issue(issue_id="IS-0009", milestone_id="MI-0008")
    except tools.Refused:
        tools.plan_issue(issue_id="IS-0013", milestone_id="MI-0005")
    try:
        tools.plan_issue(issue_id="IS-0068", milestone_id="MI-0012")
    except tools.Refused:
        tools.add_label(issue_id="IS-0093", label_id="LB-0006")
