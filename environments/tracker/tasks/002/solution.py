def solve(tools):
    issue_labels = tools.list_issue_labels_of_label(label_id="LB-0005")
    return sorted(one["mark_id"] for one in issue_labels)
