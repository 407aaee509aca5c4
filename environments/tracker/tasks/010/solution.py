def solve(tools):
    mark = tools.get_mark(mark_id="MK-0015")
    label = next(one for one in tools.search_labels(name="regression")["items"] if one["name"] == "regression")
    try:
        tools.add_label(issue_id=mark["issue_id"], label_id="LB-0006")
    except tools.Refused:
        tools.add_label(issue_id="IS-0012", label_id=label["label_id"])
