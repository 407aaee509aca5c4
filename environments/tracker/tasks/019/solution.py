def solve(tools):
    try:
        tools.plan_issue(issue_id="IS-0016", milestone_id="MI-0004")
    except tools.Refused:
        tools.add_blocker(blocker_id="IS-0012", blocked_id="IS-0127")
    project = next(one for one in tools.search_projects(name="Cinder")["items"] if one["name"] == "Cinder")
    milestones = tools.list_milestones_of_project(project_id=project["project_id"])
    return len(milestones)
