from itertools import combinations


def solve(tools):
    issues = tools.find_issues_by_assignee_role(role="developer")
    issues = [one for one in issues if one["status"] == "closed"]
    sets = [chosen for chosen in combinations(issues, 3) if len({one["severity"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["points"] for one in chosen))
    return sorted(one["issue_id"] for one in best)
