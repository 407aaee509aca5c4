def solve(tools):
    application = tools.get_application(application_id="AP-0022")
    applications = tools.list_applications_of_candidate(candidate_id=application["candidate_id"])
    return sorted(one["application_id"] for one in applications)
