def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0275", reached=105)
    except tools.Refused:
        tools.enrol_student(student_id="ST-0013", section_id="SE-0007")
    tools.move_section(section_id="SE-0032", room_id="R-0013")
