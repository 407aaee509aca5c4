def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0260")
    try:
        tools.move_section(section_id=enrolment["section_id"], room_id="R-0015")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0052", section_id="SE-0014")
    tools.move_section(section_id="SE-0004", room_id="R-0011")
    students = tools.list_students_of_department(department_id="D-0002")
    return len(students)
