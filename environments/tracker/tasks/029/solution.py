def solve(tools):
    issue = next(
        one
        for one in tools.search_issues(title="Empty page in the report without a network")["items"]
        if one["title"] == "Empty page in the report without a network"
    )
    milestone = tools.get_milestone(milestone_id=issue["milestone_id"])
    milestones = tools.list_milestones_of_project(project_id=milestone["project_id"])
    milestones = [one for one in milestones if one["status"] == "planned" and one["budget"] <= 30]
    return sum(one["budget"] for one in milestones)
