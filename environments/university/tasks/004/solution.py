def solve(tools):
    try:
        tools.assign_lecturer(section_id="SE-0020", lecturer_id="LE-0021")
    except tools.Refused:
        tools.move_section(section_id="SE-0031", room_id="R-0014")
    try:
        tools.assign_lecturer(section_id="SE-0009", lecturer_id="LE-0007")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0106")
    try:
        tools.move_section(section_id="SE-0014", room_id="R-0001")
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0177", reached=35)
    try:
        tools.move_section(section_id="SE-0013", room_id="R-0012")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0004", section_id="SE-0014")
