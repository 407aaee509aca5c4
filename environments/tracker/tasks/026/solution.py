def solve(tools):
    label_mark = tools.get_label_mark(mark_id="MK-0085")
    issue_labels = tools.list_issue_labels_of_label(label_id=label_mark["label_id"])
    issue_of = {key: tools.get_issue(issue_id=key) for key in sorted({one["issue_id"] for one in issue_labels})}
    issue_labels = [one for one in issue_labels if issue_of[one["issue_id"]]["opened"] >= "2026-08-04"]
    return sorted(one["mark_id"] for one in issue_labels)
