def solve(tools):
    issue_labels = tools.list_issue_labels_of_label(label_id="LB-0004")
    issue_of = {key: tools.get_issue(issue_id=key) for key in sorted({one["issue_id"] for one in issue_labels})}
    issue_labels = [one for one in issue_labels if issue_of[one["issue_id"]]["status"] == "open"]
    return sorted(one["mark_id"] for one in issue_labels)
