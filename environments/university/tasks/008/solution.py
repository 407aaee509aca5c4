def solve(tools):
    try:
        tools.enrol_student(student_id="ST-0017", section_id="SE-0014")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0120")
    try:
        tools.enrol_student(student_id="ST-0066", section_id="SE-0025")
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0223", reached=95)
