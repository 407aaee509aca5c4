def solve(tools):
    label_mark = tools.get_label_mark(mark_id="MK-0103")
    return label_mark["issue_id"]
