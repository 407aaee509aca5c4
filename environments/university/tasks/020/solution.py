def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0243")
    try:
        tools.enrol_student(student_id="ST-0028", section_id=enrolment["section_id"])
    except tools.Refused:
        tools.assign_lecturer(section_id=enrolment["section_id"], lecturer_id="LE-0022")
    try:
        tools.enrol_student(student_id="ST-0061", section_id="SE-0020")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0061", section_id="SE-0029")
