def solve(tools):
    try:
        tools.enrol_student(student_id="ST-0025", section_id="SE-0014")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0022", section_id="SE-0008")
    try:
        tools.enrol_student(student_id="ST-0057", section_id="SE-0004")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0001", section_id="SE-0026")
