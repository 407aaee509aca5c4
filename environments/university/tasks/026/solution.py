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
    tools.enrol_student(student_id="ST-0068", section_id="SE-0027")
    lecturers = every(tools.search_lecturers, position="assistant")
    lecturers = [one for one in lecturers if one["load_limit"] <= 2]
    number = len(lecturers)
    enrolment = tools.get_enrolment(enrolment_id="EN-0156")
    if number > 6:
        tools.grade_enrolment(enrolment_id="EN-0319", reached=85)
    else:
        tools.enrol_student(student_id=enrolment["student_id"], section_id="SE-0027")
