def solve(tools):
    return tools.search_applications(stage="rejected")["total"] - tools.search_applications(stage="interview")["total"]
