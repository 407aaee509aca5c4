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
    leave_request = tools.get_leave_request(leave_id="LV-0053")
    try:
        tools.raise_salary(employee_id="E-0011", extra=350)
    except tools.Refused:
        tools.transfer_employee(employee_id=leave_request["employee_id"], unit_id="UN-0001")
    candidates = every(tools.search_candidates)
    candidates = [one for one in candidates if one["years"] <= 7]
    applications = every(tools.search_applications)
    applications = [one for one in applications if one["rating"] >= 6]
    candidates = [one for one in candidates if one["candidate_id"] in {other["candidate_id"] for other in applications}]
    return len(candidates)
