def solve(tools):
    enrolments = tools.list_enrolments_of_section(section_id="SE-0005")
    enrolments = [one for one in enrolments if one["grade"] is not None]
    enrolment = max(enrolments, key=lambda one: one["grade"])
    student = tools.get_student(student_id=enrolment["student_id"])
    students = tools.list_students_of_department(department_id=student["department_id"])
    students = [one for one in students if one["degree"] == "bachelor"]
    return sorted(one["student_id"] for one in students)
