def solve(tools):
    mark = tools.get_mark(mark_id="MK-0015")
    try:
        tools.add_label(issue_id=mark["issue_id"], label_id="LB-0006")
    except tools.Refused:
        tools.add_label(issue_id="IS-0012", label_id="LB-0005")
