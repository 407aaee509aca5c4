def solve(tools):
    applications = tools.list_applications_of_candidate(candidate_id="CN-0017")
    return sorted(one["application_id"] for one in applications)
