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
    try:
        tools.grade_enrolment(enrolment_id="EN-0275", reached=105)
    except tools.Refused:
        tools.enrol_student(student_id="ST-0013", section_id="SE-0007")
    tools.move_section(section_id="SE-0032", room_id="R-0013")
    courses = every(tools.search_courses)
    courses = [one for one in courses if one["credits"] <= 8]
    return len(courses)
