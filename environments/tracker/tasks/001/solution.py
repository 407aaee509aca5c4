def solve(tools):
    issue = tools.get_issue(issue_id="IS-0069")
    return issue["title"]
