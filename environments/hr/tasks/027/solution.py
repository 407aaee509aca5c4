def solve(tools):
    application = tools.get_application(application_id="AP-0011")
    applications = tools.list_applications_of_candidate(candidate_id=application["candidate_id"])
    applications = [one for one in applications if one["rating"] <= 5]
    return sorted(one["application_id"] for one in applications)
