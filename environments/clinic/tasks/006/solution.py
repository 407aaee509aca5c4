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
    doctors = tools.list_doctors_of_department(department_id="DE-0001")
    prescriptions = every(tools.search_prescriptions, status="active")
    doctors = [one for one in doctors if one["doctor_id"] in {other["doctor_id"] for other in prescriptions}]
    return sorted(one["doctor_id"] for one in doctors)
