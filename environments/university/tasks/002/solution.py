def solve(tools):
    try:
        tools.enrol_student(student_id="ST-0016", section_id="SE-0027")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0036", section_id="SE-0028")
    try:
        tools.enrol_student(student_id="ST-0028", section_id="SE-0025")
    except tools.Refused:
        tools.move_section(section_id="SE-0009", room_id="R-0008")
    try:
        tools.drop_enrolment(enrolment_id="EN-0032")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0036", section_id="SE-0014")
    try:
        tools.drop_enrolment(enrolment_id="EN-0198")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0002", section_id="SE-0027")
