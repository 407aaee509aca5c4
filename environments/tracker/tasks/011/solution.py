def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Bad layout in the export on the first start")["items"]
        if one["title"] == "Bad layout in the export on the first start"
    )
    return issue["assignee_id"]
