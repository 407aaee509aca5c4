def solve(tools):
    blocking = tools.get_blocking(block_id="BK-0022")
    issue = tools.get_issue(issue_id=blocking["blocked_id"])
    return issue["title"]
