def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Slow answer in the menu without a network")["items"]
        if one["title"] == "Slow answer in the menu without a network"
    )
    user = tools.get_user(user_id=issue["reporter_id"])
    return user["capacity"]
