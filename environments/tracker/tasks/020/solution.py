def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    comments = every(tools.search_comments)
    comments = [one for one in comments if one["votes"] >= 12]
    number = sum(one["votes"] for one in comments)
    if number > 1050:
        tools.close_issue(issue_id="IS-0105")
    else:
        tools.start_issue(issue_id="IS-0015")
    issue = next(
        one
        for one in tools.search_issues(title="Missing icon in the editor with long names")["items"]
        if one["title"] == "Missing icon in the editor with long names"
    )
    tools.add_label(issue_id=issue["issue_id"], label_id="LB-0002")
