def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0041")
    student = tools.get_student(student_id=enrolment["student_id"])
    courses = tools.list_courses_of_department(department_id=student["department_id"])
    course = max(courses, key=lambda one: one["credits"])
    return course["course_id"]
