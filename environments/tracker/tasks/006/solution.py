def solve(tools):
    mark = tools.get_mark(mark_id="MK-0067")
    issue = tools.get_issue(issue_id=mark["issue_id"])
    return issue["title"]
