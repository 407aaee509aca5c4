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
    enrolment = tools.get_enrolment(enrolment_id="EN-0041")
    student = tools.get_student(student_id=enrolment["student_id"])
    courses = tools.list_courses_of_department(department_id=student["department_id"])
    courses_2 = every(tools.search_courses)
    courses_2 = [one for one in courses_2 if one["credits"] <= 7]
    courses = [one for one in courses if one["course_id"] not in {other["required_id"] for other in courses_2}]
    course = max(courses, key=lambda one: one["credits"])
    return course["course_id"]
