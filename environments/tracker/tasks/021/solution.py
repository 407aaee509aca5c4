def solve(tools):
    mark = tools.get_mark(mark_id="MK-0031")
    issue = tools.get_issue(issue_id=mark["issue_id"])
    milestone = tools.get_milestone(milestone_id=issue["milestone_id"])
    issues = tools.list_issues_of_project(project_id=milestone["project_id"])
    issues = [one for one in issues if one["status"] == "closed"]
    return sum(one["points"] for one in issues)
