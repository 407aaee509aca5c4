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
    enrolment = tools.get_enrolment(enrolment_id="EN-0306")
    students = every(tools.search_students, degree="master")
    students = [one for one in students if one["dues"] <= 50]
    for one in students:
        try:
            tools.enrol_student(section_id=enrolment["section_id"], student_id=one["student_id"])
        except tools.Refused:
            pass
    enrolments = tools.list_enrolments_of_section(section_id="SE-0024")
    numbers = [one["grade"] for one in enrolments if one["grade"] is not None]
    return round(sum(numbers) / len(numbers), 2)
