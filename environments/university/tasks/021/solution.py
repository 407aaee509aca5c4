def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0024")
    try:
        tools.enrol_student(student_id=enrolment["student_id"], section_id="SE-0027")
    except tools.Refused:
        tools.move_section(section_id="SE-0027", room_id="R-0011")
    try:
        tools.enrol_student(student_id="ST-0069", section_id="SE-0028")
    except tools.Refused:
        tools.move_section(section_id="SE-0028", room_id="R-0005")
