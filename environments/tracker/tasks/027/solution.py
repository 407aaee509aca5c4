from itertools import combinations


def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Empty page in the menu after an update")["items"]
        if one["title"] == "Empty page in the menu after an update"
    )
    comments_2 = tools.list_comments_of_issue(issue_id=issue["issue_id"])
    comment = min(comments_2, key=lambda one: one["votes"])
    comments = tools.list_comments_of_issue(issue_id=comment["issue_id"])
    sets = [chosen for chosen in combinations(comments, 4) if len({one["author_id"] for one in chosen}) == 4]
    best = max(sets, key=lambda chosen: sum(one["votes"] for one in chosen))
    return sorted(one["comment_id"] for one in best)
