def solve(tools):
    try:
        tools.enrol_student(student_id="ST-0025", section_id="SE-0014")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0022", section_id="SE-0008")
    try:
        tools.enrol_student(student_id="ST-0057", section_id="SE-0004")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0001", section_id="SE-0026")
    try:
        tools.enrol_student(student_id="ST-0035", section_id="SE-0029")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0036", section_id="SE-0026")
    try:
        tools.enrol_student(student_id="ST-0002", section_id="SE-0005")
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0215", reached=65)
