def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Wrong colour at the login in dark mode")["items"]
        if one["title"] == "Wrong colour at the login in dark mode"
    )
    return issue["project_id"]
