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
    sections = every(tools.search_sections, weekday="Tuesday")
    section = min(sections, key=lambda one: one["period"])
    try:
        tools.grade_enrolment(enrolment_id="EN-0246", reached=105)
    except tools.Refused:
        tools.move_section(section_id=section["section_id"], room_id="R-0015")
    courses = every(tools.search_courses, level="basic")
    courses = [one for one in courses if one["credits"] >= 7]
    number = len(courses)
    if number > 17:
        tools.drop_enrolment(enrolment_id="EN-0073")
    else:
        tools.enrol_student(student_id="ST-0051", section_id="SE-0006")
