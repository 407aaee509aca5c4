def solve(tools):
    try:
        tools.close_issue(issue_id="IS-0058")
    except tools.Refused:
        tools.add_label(issue_id="IS-0058", label_id="LB-0005")
    label_mark = tools.get_label_mark(mark_id="MK-0036")
    try:
        tools.plan_issue(issue_id=label_mark["issue_id"], milestone_id="MI-0010")
    except tools.Refused:
        tools.start_issue(issue_id=label_mark["issue_id"])
