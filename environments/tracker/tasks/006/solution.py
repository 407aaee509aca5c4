from itertools import combinations


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
    issues = every(tools.search_issues, status="in progress")
    issues = [one for one in issues if one["opened"] <= "2026-08-02"]
    sets = [chosen for chosen in combinations(issues, 3) if len({one["severity"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["points"] for one in chosen))
    return sorted(one["issue_id"] for one in best)
