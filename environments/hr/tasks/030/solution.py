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
    candidates = every(tools.search_candidates)
    candidates = [one for one in candidates if one["years"] <= 11]
    applications = every(tools.search_applications, stage="offer")
    candidates = [one for one in candidates if one["candidate_id"] in {other["candidate_id"] for other in applications}]
    number = len(candidates)
    leave_request = tools.get_leave_request(leave_id="LV-0018")
    if number > 8:
        tools.request_leave(employee_id=leave_request["employee_id"], starting="2026-04-10", length_wanted=3)
    else:
        tools.withdraw_vacancy(vacancy_id="VA-0005")
    employees = every(tools.search_employees)
    employees = [one for one in employees if one["leave_left"] >= 18 and one["contract"] != "fixed-term"]
    number = sum(one["salary"] for one in employees)
    if number > 124545:
        tools.request_leave(employee_id="E-0078", starting="2026-03-20", length_wanted=7)
    else:
        tools.offer_post(application_id="AP-0059")
